"""Products of term weights: of an entry with members, and of stories with each other.

All are exact whole numbers. A sum of weights is spread over a scratch array by the terms' numbers and
read off again, so that a product costs what its terms are, whatever the vocabulary.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digest.stories.index import Index, Weights
from digest.stories.rows import Block
from digest.stories.window import Window

__all__ = ["Shared", "across", "norm", "products", "shared", "squares"]


@dataclass(frozen=True, slots=True)
class Shared:
    """What an entry shares with each of some members: how much it is worth, and how many terms."""

    bits: list[int]
    terms: list[int]


def products(index: Index, weights: Weights, block: Block) -> NDArray[np.int64]:
    """Multiply an entry with each of some members."""
    index.scratch[weights.numbers] = weights.unit
    found: NDArray[np.int64] = np.einsum("ij,ij->i", index.scratch[block.numbers], block.unit)
    index.scratch[weights.numbers] = 0
    return found


def shared(index: Index, weights: Weights, block: Block) -> Shared:
    """Add up what the terms are worth that an entry shares with each of some members."""
    index.scratch[weights.numbers] = weights.bits
    found = index.scratch[block.numbers]
    index.scratch[weights.numbers] = 0
    return Shared(found.sum(axis=1).tolist(), np.count_nonzero(found, axis=1).tolist())


def across(index: Index, one: Block, other: Block) -> int:
    """Multiply two sums of members."""
    flat = one.numbers.ravel()
    np.add.at(index.scratch, flat, one.unit.ravel().astype(np.int64))
    found = int((index.scratch[other.numbers] * other.unit).sum())
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
