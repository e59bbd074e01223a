"""Buttons: the digests to choose from, the topics of one digest.

A button says what is to be, not "the other way round": an update that comes twice changes nothing more. Its
data has 64 bytes, so it names digests and topics by a few letters of a hash of their ids. Whoever forges it
reaches nothing: it is read for the address at which it was pressed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from digest.inbound.bot.visit import Visit
from digest.inbound.bot.words import Button, Reply, digest_name, topic_name
from digest.model import Digest, Subscription, Topic
from digest.text import clean, shorten

__all__ = [
    "Press",
    "choose_digest",
    "digest_list",
    "hashed",
    "is_open_to_all",
    "narrowed",
    "read_press",
    "topic_list",
    "topics_on_offer",
]

EVERY_STORY: Final = "*"
Kind: TypeAlias = Literal["digest", "topic", "topics", "issue"]
_LETTERS: Final[dict[str, Kind]] = {"d": "digest", "t": "topic", "p": "topics", "n": "issue"}
_MOST_BUTTONS: Final = 90
_LONGEST: Final = 60
_HASH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a button is for: of which digest, which topic ("" is every story), and whether it is to be on."""

    kind: Kind
    digest: str
    topic: str = ""
    on: bool = True

    def data(self) -> str:
        """Write it into a button."""
        letter = next(letter for letter, kind in _LETTERS.items() if kind == self.kind)
        return f"{letter}:{self.digest}:{self.topic}:{int(self.on)}"


def read_press(data: str) -> Press | None:
    """Read what a button sent; None for what no button of ours sends."""
    pieces = data[:64].split(":")
    if len(pieces) != 4 or pieces[0] not in _LETTERS or pieces[3] not in {"0", "1"}:
        return None
    return Press(kind=_LETTERS[pieces[0]], digest=pieces[1], topic=pieces[2], on=pieces[3] == "1")


def hashed(name: str) -> str:
    """Name a digest or a topic in a few letters."""
    return hashlib.sha256(name.encode()).hexdigest()[:_HASH]


def digest_list(visit: Visit, text: str) -> Reply:
    """Offer every digest: those they get are marked, and end when pressed."""
    got = {digest.id for digest, _ in visit.active()}
    presses = (
        (digest_name(digest), digest.id in got, Press(kind="digest", digest=hashed(digest.id), on=digest.id not in got))
        for digest in visit.needs.settings.digests
    )
    return Reply(text=text, buttons=_marked(presses))


def choose_digest(digests: Iterable[Digest], text: str, kind: Literal["topics", "issue"]) -> Reply:
    """Ask for which of their digests they meant it."""
    buttons = (
        Button(text=_label(digest_name(digest)), data=Press(kind=kind, digest=hashed(digest.id)).data())
        for digest in digests
    )
    return Reply(text=text, buttons=tuple(buttons)[:_MOST_BUTTONS])


def topic_list(visit: Visit, digest: Digest, subscription: Subscription) -> Reply:
    """Offer the topics of a digest: those they follow are marked."""
    topics = visit.needs.settings.topics
    followed = _followed(digest, subscription, topics)
    key = hashed(digest.id)
    rows = [
        (topic_name(one, topics), one in followed,
         Press(kind="topic", digest=key, topic=hashed(one), on=one not in followed))
        for one in topics_on_offer(digest, topics)
    ]  # fmt: skip
    if is_open_to_all(digest):
        rows.insert(0, (visit.words.gettext("Everything"), not followed, Press(kind="topic", digest=key)))
    text = visit.words.gettext("Topics of %(digest)s:", digest=digest_name(digest))
    return Reply(text=text, buttons=_marked(rows))


def is_open_to_all(digest: Digest) -> bool:
    """Tell whether a digest takes every story; then the topics of a reader narrow it, and none leaves it whole."""
    return EVERY_STORY in digest.topics


def topics_on_offer(digest: Digest, topics: Collection[Topic]) -> tuple[str, ...]:
    """List the topics that a reader of a digest can choose from."""
    return tuple(topic.id for topic in topics) if is_open_to_all(digest) else digest.topics


def narrowed(
    digest: Digest, subscription: Subscription, topics: tuple[Topic, ...], press: Press
) -> tuple[str, ...] | None:
    """Say which topics a reader follows after a press, () for the digest's own; None where nothing would be left."""
    if not press.topic:
        return ()
    offered = topics_on_offer(digest, topics)
    followed = _followed(digest, subscription, topics)
    after = tuple(one for one in offered if (press.on if hashed(one) == press.topic else one in followed))
    if not after:
        return () if is_open_to_all(digest) else None
    return () if after == offered and not is_open_to_all(digest) else after


def _followed(digest: Digest, subscription: Subscription, topics: tuple[Topic, ...]) -> frozenset[str]:
    """Tell which topics are marked: of a digest that takes every story none, until the reader narrows it."""
    offered = topics_on_offer(digest, topics)
    if not subscription.topics:
        return frozenset() if is_open_to_all(digest) else frozenset(offered)
    return frozenset(subscription.topics) & frozenset(offered)


def _marked(rows: Iterable[tuple[str, bool, Press]]) -> tuple[Button, ...]:
    buttons = (Button(text=f"{'✓' if on else '·'} {_label(name)}", data=press.data()) for name, on, press in rows)
    return tuple(buttons)[:_MOST_BUTTONS]


def _label(name: str) -> str:
    return shorten(clean(name), _LONGEST)
