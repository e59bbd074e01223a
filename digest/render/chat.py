"""Stories into chat messages: split between stories, within Telegram's limits.

The template marks with `cut` where a message may end; what stands between two cuts is a chunk and stays
together. The first line of the first chunk is the title: of several messages each begins with it
and with its number, "(2/3)".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import regex

from digest.render.markup import Run, Tag, entities, parse, units, write
from digest.text import shorten, utf16_units

__all__ = ["CUT", "MOST_BYTES", "MOST_ENTITIES", "MOST_UNITS", "messages"]

CUT: Final = "\x1e"
"""What `cut` writes: a character that no feed's text can hold."""
MOST_UNITS: Final = 4_096
MOST_ENTITIES: Final = 100
MOST_BYTES: Final = 32 * 1024 - 1
_TITLE_UNITS: Final = 256
_ROOM_FOR_NUMBER: Final = len(" (9999/9999)") + len("\n\n")
_BLANK_LINES: Final = regex.compile(r"\n\s*\n")
_LINE_ENDS: Final = regex.compile(r"[ \t]+\n[ \t]*|\n[ \t]+")
_GAP: Final = Run("\n\n")


@dataclass(frozen=True, slots=True)
class _Size:
    units: int
    entities: int
    bytes: int

    def __add__(self, other: _Size) -> _Size:
        return _Size(self.units + other.units, self.entities + other.entities, self.bytes + other.bytes)

    def fits(self, room: _Size) -> bool:
        return self.units <= room.units and self.entities <= room.entities and self.bytes <= room.bytes


_WHOLE: Final = _Size(MOST_UNITS, MOST_ENTITIES, MOST_BYTES)
_GAP_SIZE: Final = _Size(2, 0, 2)


def messages(rendered: str) -> tuple[str, ...]:
    """Split what the template gave into messages; raise MarkupError for HTML that Telegram refuses.

    A chunk longer than a message loses text at the end of its longest run, and links beyond what a
    message can carry, but never half a tag.
    """
    chunks = [chunk for piece in rendered.split(CUT) if (chunk := parse(_tidy(piece)))]
    if not chunks:
        return ()
    if _together(chunks).fits(_WHOLE):
        return (write(_joined(chunks)),)
    title, first = _title(chunks[0])
    taken = _size(title)
    room = _Size(
        MOST_UNITS - taken.units - _ROOM_FOR_NUMBER, MOST_ENTITIES - taken.entities, MOST_BYTES - taken.bytes - 32
    )
    fitting = [_fitted(chunk, room) for chunk in (first, *chunks[1:]) if chunk]
    packed = _packed(fitting, room)
    return tuple(
        write((*title, Run(f" ({number}/{len(packed)})"), _opening(number, bool(first)), *_joined(group)))
        for number, group in enumerate(packed, start=1)
    )


def _tidy(piece: str) -> str:
    return _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("\n", piece)).strip()


def _opening(number: int, has_more_head: bool) -> Run:  # noqa: FBT001 - what the head holds, not a mode
    """The rest of the head follows its title at once; other messages begin after a blank line."""
    return Run("\n") if number == 1 and has_more_head else _GAP


def _title(head: tuple[Run, ...]) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Take the first line off the head."""
    for place, run in enumerate(head):
        before, newline, after = run.text.partition("\n")
        if newline:
            rest = (replace(run, text=after), *head[place + 1 :])
            return _cut((*head[:place], replace(run, text=before)), _TITLE_UNITS), _stripped(rest)
    return _cut(head, _TITLE_UNITS), ()


def _stripped(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    while runs and not runs[0].text.lstrip():
        runs = runs[1:]
    return (replace(runs[0], text=runs[0].text.lstrip()), *runs[1:]) if runs else ()


def _packed(chunks: Sequence[tuple[Run, ...]], room: _Size) -> list[list[tuple[Run, ...]]]:
    """Fill messages in order; the last chunk does not stand alone where another can join it."""
    groups: list[list[tuple[Run, ...]]] = [[]]
    filled = _Size(0, 0, 0)
    for chunk in chunks:
        size = _size(chunk) + _GAP_SIZE
        if groups[-1] and not (filled + size).fits(room):
            groups.append([])
            filled = _Size(0, 0, 0)
        groups[-1].append(chunk)
        filled += size
    if len(groups) > 1 and len(groups[-1]) == 1 and len(groups[-2]) > 1:
        pair = [groups[-2][-1], groups[-1][0]]
        if (_together(pair) + _GAP_SIZE).fits(room):
            groups[-2:] = [groups[-2][:-1], pair]
    return groups


def _together(chunks: Sequence[tuple[Run, ...]]) -> _Size:
    return _size(_joined(chunks))


def _joined(chunks: Sequence[tuple[Run, ...]]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for chunk in chunks:
        joined += [_GAP, *chunk] if joined else chunk
    return tuple(joined)


def _size(runs: Sequence[Run]) -> _Size:
    return _Size(units(runs), len(entities(runs)), len(write(runs).encode()))


def _fitted(chunk: tuple[Run, ...], room: _Size) -> tuple[Run, ...]:
    """Make a chunk fit a message of its own."""
    room = _Size(room.units - 2, room.entities, room.bytes - 2)
    chunk = _without(chunk, entities(chunk)[room.entities :])
    while (excess := units(chunk) - room.units) > 0:
        place = max(range(len(chunk)), key=lambda index: utf16_units(chunk[index].text))
        run = chunk[place]
        left = utf16_units(run.text) - excess
        if left < excess // 8 + 40:  # no long sentence to blame: the end of the chunk goes
            return _fitted(_cut(chunk, room.units), room)
        chunk = (*chunk[:place], replace(run, text=_shortened(run.text, left)), *chunk[place + 1 :])
    while _size(chunk).bytes > room.bytes:
        longest = max(entities(chunk), key=lambda tag: len(tag.opening), default=None)
        if longest is None:
            return _fitted(_cut(chunk, room.units // 2), room)
        chunk = _without(chunk, (longest,))
    return chunk


def _without(runs: tuple[Run, ...], tags: Sequence[Tag]) -> tuple[Run, ...]:
    """Take tags off, keeping their text."""
    dropped = set(tags)
    if not dropped:
        return runs
    return tuple(replace(run, tags=tuple(tag for tag in run.tags if tag not in dropped)) for run in runs)


def _cut(runs: tuple[Run, ...], most: int) -> tuple[Run, ...]:
    """Keep the first `most` units of text."""
    kept: list[Run] = []
    for run in runs:
        length = utf16_units(run.text)
        if length > most:
            return (*kept, replace(run, text=_shortened(run.text, most))) if most > 0 else tuple(kept)
        kept.append(run)
        most -= length
    return tuple(kept)


def _shortened(text: str, most: int) -> str:
    """Shorten to at most `most` UTF-16 units."""
    cut = shorten(text, most)
    while (excess := utf16_units(cut) - most) > 0:
        cut = shorten(cut, len(cut) - max(1, (excess + 1) // 2))
    return cut
