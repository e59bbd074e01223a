"""Text that was made UTF-8 twice: somebody read it as windows-1252 in between, and "é" became "Ã©".

Only what cannot be an accident is read again: three characters or more that are one, or several such pairs in one text. A
pair alone may be what it says it is ("JOÃ©").
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["read_again"]

# The bytes 0x80 to 0xBF as windows-1252 shows them; what it leaves undefined comes as a control character.
_SHOWN: Final = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
_FOLLOWING: Final = "[" + re.escape("".join(shown for shown, byte in _SHOWN.items() if byte < 0xC0)) + "]"
# Latin letters and signs; punctuation; letters of Greek, Cyrillic, Hebrew and Arabic, three at least; emoji.
_PAIR: Final = re.compile(f"[ÂÃÄÅ]{_FOLLOWING}")
_NO_ACCIDENT: Final = re.compile(f"â€{_FOLLOWING}|(?:[ÎÏÐÑ×ØÙ]{_FOLLOWING}){{3}}|ðŸ{_FOLLOWING}{{2}}")
_TWICE: Final = re.compile(f"[ÂÃÄÅÎÏÐÑ×ØÙ]{_FOLLOWING}|â{_FOLLOWING}{{2}}|ð{_FOLLOWING}{{3}}")
_SEVERAL: Final = 3


def read_again(text: str) -> str:
    """Undo the second encoding where there was one; every other text stays as it is."""
    if text.isascii() or not (_NO_ACCIDENT.search(text) or len(_PAIR.findall(text)) >= _SEVERAL):
        return text
    return _TWICE.sub(_letter, text)


def _letter(found: re.Match[str]) -> str:
    try:
        return bytes(_SHOWN[shown] for shown in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
