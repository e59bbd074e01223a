"""Products of term weights: of an entry with members, and of stories with each other.

All are exact whole numbers. A sum of weights is spread over a scratch array by the terms' numbers and
read off again, so that a product costs what its terms are, whatever the vocabulary.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digest.stories.index import Index, Weights
from digest.stories.rows import Block, Numbers
from digest.stories.window import Window

__all__ = ["Evidence", "across", "evidence", "norm", "products", "squares"]


class Evidence(NamedTuple):
    """What the terms are worth that an entry shares with each of some members, in bits, and how many there are."""

    bits: NDArray[np.int64]
    terms: NDArray[np.int64]


def products(index: Index, weights: Weights, block: Block) -> NDArray[np.int64]:
    """Multiply an entry with each of some members."""
    found: NDArray[np.int64] = np.vecdot(index.spread(weights.numbers, weights.units, block.numbers), block.unit)
    return found


def evidence(index: Index, weights: Weights, members: Numbers) -> Evidence:
    """Tell what the terms are worth that an entry shares with each of some members, given by their terms."""
    both = index.spread(weights.numbers, weights.bits, members)
    return Evidence(both.sum(axis=1), np.count_nonzero(both, axis=1))


def across(index: Index, one: Block, other: Block) -> int:
    """Multiply two sums of members."""
    flat = one.numbers.ravel()
    np.add.at(index.scratch, flat, one.unit.ravel().astype(np.int64))
    found = int((index.scratch.take(other.numbers) * other.unit).sum())
    index.scratch[flat] = 0
    return found


def squares(block: Block) -> int:
    """Add up the squares of some members."""
    unit = block.unit.astype(np.int64)
    return int((unit * unit).sum())


def norm(story_id: int, window: Window) -> float:
    """Give the length of the sum of a story's exemplars."""
    known = window.groups.lengths.get(story_id)
    if known is None:
        block = window.exemplars(story_id)
        known = window.groups.lengths[story_id] = math.sqrt(across(window.index, block, block)) or 1.0
    return known
