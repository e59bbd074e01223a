"""How alike an entry is to the stories of the window where an encoder has a say: words and sense together.

Two texts of one subject are somewhat alike to any encoder, so what counts is by how much a story is nearer than
chance: than the next best stories are, as in `digest.stories.similarity`, and never less than `_LEAST`, which is
what strangers reach in a small window. Words and sense are mixed so that the thresholds for words alone keep what they
mean; a story or an entry without vectors is compared by its words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digest.model import Entry
from digest.stories.similarity import COHORT, COMPARED, Candidate, Newcomer, discounts, evident, judged, likely, nearest
from digest.stories.telling import Likeness
from digest.stories.vectors import Serials, Vector, Vectors
from digest.stories.window import Window

__all__ = ["candidates_by_sense", "encodable", "told_or_meant"]

_WORDS: Final = 0.4
_SENSE: Final = 0.5
_MEAN_SHARE: Final = 0.25
_LEAST: Final = 0.2
_MOST: Final = 0.95
_ABROAD: Final = 0.5
_TITLE: Final = 400
_LEAD: Final = 200


def encodable(entry: Entry) -> str:
    """Give the text that stands for an entry: its title and how its summary begins."""
    lead = (entry.summary or entry.text)[:_LEAD]
    return ". ".join(part for part in (entry.title[:_TITLE], lead) if part)


def candidates_by_sense(
    newcomer: Newcomer, least: float, vector: Vector, vectors: Vectors, window: Window
) -> list[Candidate]:
    """List the stories most alike in the entry's language, best first; ties fall to whose nearest member came first."""
    language = window.code(newcomer.language)
    near = _near(vector, language, vectors, window)
    chance = _chance(list(near.values()))
    shared = window.sharing(newcomer.weights, newcomer.language, len(newcomer.reading.plain))
    by_words = likely(shared, window)
    stories = list(dict.fromkeys([*by_words, *(story_id for story_id, cosine in near.items() if cosine > chance)]))
    if not stories:
        return []
    words = nearest(newcomer.weights, stories, window)
    alike = words.likeness * evident(words)
    groups = [np.array(window.groups.exemplars(story_id), np.int64) for story_id in stories]
    cosines = vectors.likeness(vector, language, np.concatenate(groups))
    each = np.split(cosines, np.cumsum([len(group) for group in groups])[:-1])
    scores, serials = [], []
    for group, found, by_word, serial in zip(groups, each, alike.tolist(), words.serials, strict=True):
        meant = _sense(found, chance)
        scores.append(by_word if meant is None else _WORDS * by_word + _SENSE * meant)
        serials.append(serial if by_word or meant is None else int(group[np.nanargmax(found)]))
    every = zip((np.array(scores) * discounts(newcomer, serials, window)).tolist(), stories, serials, strict=True)
    return judged([Candidate(*one) for one in every if one[0] > 0], newcomer, least, window)


def told_or_meant(
    newcomer: Newcomer, vector: Vector, vectors: Vectors, told: Iterable[tuple[int, Likeness]], window: Window
) -> Iterator[tuple[int, Likeness]]:
    """Give the serials of those who tell or mean the same in other languages: the mean of both, where both can be said."""
    known = dict(told)
    language = window.code(newcomer.language)
    every = np.array(sorted({*known, *vectors.abroad(vector, language).tolist()}), np.int64)
    cosines = vectors.likeness(vector, language, every).tolist()
    chance = _chance(list(_nearest(every, cosines, window).values()))
    for serial, cosine in zip(every.tolist(), cosines, strict=True):
        likeness = known.get(serial, _NOTHING)
        if math.isnan(cosine):
            yield serial, likeness
        else:
            meant = _beyond(cosine, chance)
            score = (1 - _ABROAD) * likeness.score + _ABROAD * meant
            yield serial, Likeness(score, likeness.shared)


_NOTHING: Final = Likeness(0.0, ())


def _near(vector: Vector, language: int, vectors: Vectors, window: Window) -> dict[int, float]:
    """Tell how near the nearest stories of a language are, nearest first."""
    serials = vectors.at_home(vector, language)
    return _nearest(serials, vectors.likeness(vector, language, serials).tolist(), window)


def _nearest(serials: Serials, cosines: Sequence[float], window: Window) -> dict[int, float]:
    """Tell how near the nearest stories are by their nearest members, nearest first; who has no vector is in none."""
    best: dict[int, float] = {}
    for story_id, cosine in zip(window.rows.stories(serials).tolist(), cosines, strict=True):
        if not math.isnan(cosine):
            best[story_id] = max(cosine, best.get(story_id, -1.0))
    return dict(sorted(best.items(), key=lambda pair: -pair[1])[:COMPARED])


def _chance(cosines: Sequence[float]) -> float:
    """Tell what the also-rans reach; where all are the same to an encoder, a little is left to tell them apart."""
    return min(max(_LEAST, sum(cosines[COHORT]) / (COHORT.stop - COHORT.start)), _MOST)


def _sense(cosines: NDArray[np.float64], chance: float) -> float | None:
    """Mix the nearest exemplar with the mean of all, beyond chance; None where there are no vectors."""
    known = cosines[~np.isnan(cosines)]
    if not len(known):
        return None
    beyond = np.maximum(0.0, (known - chance) / (1 - chance))
    return float((1 - _MEAN_SHARE) * beyond.max() + _MEAN_SHARE * beyond.mean())


def _beyond(cosine: float, chance: float) -> float:
    return max(0.0, (cosine - chance) / (1 - chance))
