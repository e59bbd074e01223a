"""What is remembered of each member beside its terms: who said it, when, in which words; in columns, by serial.

A member as an object takes ten times the memory that its facts do, and a window holds hundreds of thousands, so
`Member` is only made of the columns for whoever asks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from digest.model import Entry

__all__ = ["Chains", "Member", "Members", "Texts", "reread"]

_END: Final = -1
_FIRST_SLOTS: Final = 1024
_SEPARATOR: Final = "\0"
_COPY, _REMEMBERED = 1, 2
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Texts(NamedTuple):
    """What is kept of an entry's words: enough to read it again as it was."""

    title: str
    summary: str
    text: str


@dataclass(slots=True, kw_only=True)
class Member:
    """One entry as grouping remembers it.

    `clock` is in seconds since 1970; `url`, `title` and `pattern` are keys that equal ones share, 0 where there
    is nothing. A copy does not stand for its story in comparisons; who was only remembered has told nothing.
    """

    entry_id: int
    story_id: int
    clock: float
    outlet: str
    language: str
    script: str
    url: int
    title: int
    pattern: int
    copy: bool
    remembered: bool
    texts: Texts


class Members:
    """Hold the facts of members, one after the other, from the serial `first` on."""

    def __init__(self) -> None:
        self.first = 0
        self._entries = array("q")
        self._clocks = array("d")
        self._titles = array("Q")
        self._flags = array("b")
        self._outlets: list[str] = []
        self._spoken = array("i")
        self._speech: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._texts: list[bytes] = []
        self._names: dict[str, str] = {}
        self.urls = Chains()
        self.patterns = Chains()

    def append(self, member: Member) -> None:
        """Note the facts of the next member."""
        self._entries.append(member.entry_id)
        self._clocks.append(member.clock)
        self._titles.append(member.title)
        self._flags.append(member.copy * _COPY | member.remembered * _REMEMBERED)
        self._outlets.append(self._names.setdefault(member.outlet, member.outlet))
        self._spoken.append(self._speaking(member.language, member.script))
        self._texts.append(_joined(member.texts))
        self.urls.append(member.url)
        self.patterns.append(member.pattern)

    def member(self, serial: int, story_id: int) -> Member:
        """Make a member of what is noted of it."""
        place = serial - self.first
        return Member(
            entry_id=self._entries[place],
            story_id=story_id,
            clock=self._clocks[place],
            outlet=self._outlets[place],
            language=self._speech[self._spoken[place]][0],
            script=self._speech[self._spoken[place]][1],
            url=self.urls.key(serial),
            title=self._titles[place],
            pattern=self.patterns.key(serial),
            copy=bool(self._flags[place] & _COPY),
            remembered=bool(self._flags[place] & _REMEMBERED),
            texts=Texts(*self._texts[place].decode("utf-8", "surrogatepass").split(_SEPARATOR)),
        )

    def clock(self, serial: int) -> float:
        """Give the clock of a member, in seconds since 1970."""
        return self._clocks[serial - self.first]

    def clocks(self, serials: Iterable[int]) -> list[float]:
        """Give the clock of each of these."""
        clocks, first = self._clocks, self.first
        return [clocks[serial - first] for serial in serials]

    def outlets(self, serials: Iterable[int]) -> list[str]:
        """Give the outlet of each of these."""
        outlets, first = self._outlets, self.first
        return [outlets[serial - first] for serial in serials]

    def language(self, serial: int) -> str:
        """Give the language of a member, "" unknown."""
        return self._speech[self._spoken[serial - self.first]][0]

    def is_copy(self, serial: int) -> bool:
        """Tell whether a member is a copy."""
        return bool(self._flags[serial - self.first] & _COPY)

    def forget(self, serial: int) -> None:
        """Give back the memory of a member's words, and let nobody find it by its keys."""
        self._texts[serial - self.first] = b""
        self.urls.forget(serial)
        self.patterns.forget(serial)

    def _speaking(self, language: str, script: str) -> int:
        """Give the number of a language in a script; there are few."""
        speech = (language, script)
        number = self._numbers.get(speech)
        if number is None:
            number = self._numbers[speech] = len(self._speech)
            self._speech.append(speech)
        return number

    def trim(self, first: int) -> None:
        """Drop everything before this serial."""
        gone = first - self.first
        del self._entries[:gone], self._clocks[:gone], self._titles[:gone], self._flags[:gone]
        del self._outlets[:gone], self._spoken[:gone], self._texts[:gone]
        self._names = {name: name for name in self._outlets}
        self.urls.trim(first)
        self.patterns.trim(first)
        self.first = first


class Chains:
    """Find the members that share a key: a slot knows the newest of its keys, each member the one before it.

    This is a hash table with chaining, in arrays: a dictionary would take a hundred bytes a member.
    """

    def __init__(self) -> None:
        self._first = 0
        self._slots = array("i", [_END]) * _FIRST_SLOTS
        self._keys = array("Q")
        self._before = array("i")

    def append(self, key: int) -> None:
        """Note the key of the next member; 0 is none."""
        if len(self._keys) == len(self._slots):
            self._widen()
        self._keys.append(key)
        self._before.append(_END)
        if key:
            self._chain(self._first + len(self._keys) - 1)

    def key(self, serial: int) -> int:
        """Give the key of a member, 0 where it is forgotten."""
        return self._keys[serial - self._first]

    def having(self, key: int) -> Iterator[int]:
        """Give the serials of those who are remembered and have a key, the newest first."""
        serial = self._slots[key % len(self._slots)] if key else _END
        while serial >= self._first:
            if self._keys[serial - self._first] == key:
                yield serial
            serial = self._before[serial - self._first]

    def forget(self, serial: int) -> None:
        """Let nobody find a member by its key."""
        self._keys[serial - self._first] = 0

    def trim(self, first: int) -> None:
        """Drop everything before this serial."""
        del self._keys[: first - self._first]
        del self._before[: first - self._first]
        self._first = first

    def _chain(self, serial: int) -> None:
        slot = self._keys[serial - self._first] % len(self._slots)
        self._before[serial - self._first] = self._slots[slot]
        self._slots[slot] = serial

    def _widen(self) -> None:
        """Make twice as many slots, and chain everybody anew."""
        self._slots = array("i", [_END]) * (2 * len(self._slots))
        for place, key in enumerate(self._keys):
            if key:
                self._chain(self._first + place)


def reread(member: Member) -> Entry:
    """Make an entry of what is remembered of one."""
    return Entry(
        id=member.entry_id,
        feed_id=0,
        outlet=member.outlet,
        title=member.texts.title,
        summary=member.texts.summary,
        text=member.texts.text,
        seen_at=_EPOCH + timedelta(seconds=member.clock),
        language=member.language,
    )


def _joined(texts: Texts) -> bytes:
    """Put texts into one; bytes are the smallest."""
    parts = (texts.title, texts.summary, texts.text)
    plain = [part.replace(_SEPARATOR, " ") if _SEPARATOR in part else part for part in parts]
    return _SEPARATOR.join(plain).encode("utf-8", "surrogatepass")
