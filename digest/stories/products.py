"""Products of term weights: of an entry with members, and of stories with each other.

All are exact whole numbers. A sum of weights is spread over a scratch array by the terms' numbers and
read off again, so that a product costs what its terms are, whatever the vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digest.stories.index import Index, Weights
from digest.stories.rows import KEPT, Block
from digest.stories.window import Window

__all__ = ["Shared", "across", "norm", "products", "shared", "squares"]

_PLACES: Final = np.arange(1, KEPT + 1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Shared:
    """What an entry shares with each of some members: its product with them, what it is worth, and how many terms.

    `places` tell for every term of the members where the entry has it, counted from one.
    """

    places: NDArray[np.int64]
    products: NDArray[np.int64]
    _bits: NDArray[np.int64]

    def bits(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Add up what the terms are worth that are shared with some of them."""
        found: NDArray[np.int64] = self._bits[self.places[rows]].sum(axis=1)
        return found

    def terms(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Count the terms that are shared with some of them."""
        found: NDArray[np.int64] = np.count_nonzero(self.places[rows], axis=1)
        return found


def shared(index: Index, weights: Weights, block: Block) -> Shared:
    """Find what an entry shares with each of some members."""
    terms = len(weights.numbers)
    numbers = np.array(weights.numbers, np.int64)
    index.scratch[numbers] = _PLACES[:terms]
    places = index.scratch[block.numbers]
    index.scratch[numbers] = 0
    unit, bits = np.zeros((2, terms + 1), np.int64)
    unit[1:], bits[1:] = weights.units, weights.bits
    return Shared(places, np.einsum("ij,ij->i", unit[places], block.unit), bits)


def products(index: Index, weights: Weights, block: Block) -> NDArray[np.int64]:
    """Multiply an entry with each of some members."""
    return shared(index, weights, block).products


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
