"""How entries come by vectors before they are grouped: those that are kept, and the others made and kept.

An entry is grouped with the vector that is kept of it, or without one, and so it is remembered after a restart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from digest.errors import EncoderError
from digest.model import Entry, GroupedEntry
from digest.ports import Encoder, Vectors
from digest.stories.sense import encodable

__all__ = ["Encoding", "encoded", "remembered"]


@dataclass(slots=True, kw_only=True)
class Encoding:
    """An encoder and where its vectors are kept; `trouble` says why it gave none the last time it was asked."""

    encoder: Encoder
    vectors: Vectors
    trouble: str = ""


def encoded(encoding: Encoding | None, entries: Sequence[Entry]) -> Mapping[int, bytes]:
    """Give the vectors of entries, by id; where the encoder fails only those that are kept, and say so in `trouble`."""
    if encoding is None or not entries:
        return {}
    known = _known(encoding, [entry.id for entry in entries])
    missing = [entry for entry in entries if entry.id not in known]
    return {**known, **_made(encoding, missing)}


def remembered(encoding: Encoding | None, grouped: Collection[GroupedEntry]) -> Iterable[GroupedEntry]:
    """Give grouped entries together with the vectors they were grouped with."""
    if encoding is None:
        return grouped
    return _with(_known(encoding, [entry.entry_id for entry in grouped]), grouped)


def _with(known: Mapping[int, bytes], grouped: Iterable[GroupedEntry]) -> Iterator[GroupedEntry]:
    for entry in grouped:
        yield replace(entry, vector=known.get(entry.entry_id, b""))


def _known(encoding: Encoding, entry_ids: Collection[int]) -> Mapping[int, bytes]:
    return encoding.vectors.known(encoding.encoder.name, entry_ids)


def _made(encoding: Encoding, missing: Sequence[Entry]) -> Mapping[int, bytes]:
    if not missing:
        return {}
    try:
        vectors = encoding.encoder.encode([encodable(entry) for entry in missing])
    except EncoderError as error:
        encoding.trouble = str(error)
        return {}
    encoding.trouble = ""
    encoding.vectors.keep(
        encoding.encoder.name, {entry.id: vector for entry, vector in zip(missing, vectors, strict=True)}
    )
    return _known(encoding, [entry.id for entry in missing])  # another process may have been first: its vectors hold
