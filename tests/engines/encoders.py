"""Encoders for tests: some that work, and one for each way in which a stranger's code can fail."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

NOT_CALLABLE = 3
MOST_AT_ONCE: list[int] = []
_calls = count(1)


def letters(texts: Sequence[str]) -> NDArray[np.float64]:
    """Count the letters of each text, and give a row of zeros where there is none of a to z."""
    return np.array([[text.casefold().count(chr(97 + place)) for place in range(26)] for text in texts], np.float64)


def noting(texts: Sequence[str]) -> NDArray[np.float64]:
    """Note how many texts are given at once."""
    MOST_AT_ONCE.append(len(texts))
    return letters(texts)


class Made:
    """An encoder that has to be made first."""

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        return [[float(len(text)), 1.0] for text in texts]


def raising(texts: Sequence[str]) -> None:
    raise MemoryError("no room\nfor weights " + "x" * 1000)


def leaving(texts: Sequence[str]) -> None:
    raise SystemExit(3)


def too_few(texts: Sequence[str]) -> NDArray[np.float64]:
    return letters(texts)[1:]


def flat(texts: Sequence[str]) -> NDArray[np.float64]:
    return np.ones(len(texts))


def empty(texts: Sequence[str]) -> NDArray[np.float64]:
    return np.ones((len(texts), 0))


def enormous(texts: Sequence[str]) -> NDArray[np.float64]:
    return np.ones((len(texts), 5000))


def not_finite(texts: Sequence[str]) -> NDArray[np.float64]:
    return np.full((len(texts), 3), np.nan)


def words(texts: Sequence[str]) -> list[str]:
    return list(texts)


def nothing(texts: Sequence[str]) -> None:
    return None


def constant(texts: Sequence[str]) -> NDArray[np.float64]:
    """Say the same of every text."""
    return np.ones((len(texts), 4))


def ever_longer(texts: Sequence[str]) -> NDArray[np.float64]:
    """Give longer rows at each call."""
    return np.ones((len(texts), next(_calls)))


def hanging(texts: Sequence[str]) -> None:
    threading.Event().wait()
