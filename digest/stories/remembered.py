"""What was read of words, remembered: one look-up a word, however often it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

__all__ = ["LONGEST", "Remembered"]

LONGEST: Final = 64
"""How long a word may be to be remembered: strangers write words of any length, and each stays for long."""
_Read = TypeVar("_Read")


class Remembered(dict[str, _Read]):
    """Read a word when it is first asked for; remember about `most` to twice as many, none that are very long.

    When it is full, what was not used since it was last full is forgotten.
    """

    def __init__(self, read: Callable[[str], _Read], most: int) -> None:
        super().__init__()
        self._read = read
        self._most = most
        self._former: dict[str, _Read] = {}

    def __missing__(self, word: str) -> _Read:
        if len(self) >= self._most:
            self._former = self.copy()
            self.clear()
        read = self._former[word] if word in self._former else self._read(word)
        if len(word) <= LONGEST:
            self[word] = read
        return read
