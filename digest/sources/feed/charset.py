"""Bytes to UTF-8 that an XML parser accepts, whatever header, declaration and bytes disagree about."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

__all__ = ["to_utf8"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_MARK: Final = (
    (re.compile(rb"[<\s]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<\s]"), "utf-32-be"),
    (re.compile(rb"[<{\[\s]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{\[\s]"), "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""^\s{0,99}<\?xml[^>]{0,199}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']""")
_CHARSET: Final = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)
# Python knows codecs that are no character sets, and some that are slow.
_CHARACTER_SETS: Final = re.compile(r"iso|cp|koi8|kz|gb|big5|euc|shift|johab|mac|tis|latin|ascii|ptcp|hp")
_DEFAULTS: Final = frozenset({"iso8859-1", "cp1252", "ascii"})
_REFERENCE: Final = re.compile(r"&#(?:([0-9]+)|[xX]([0-9a-fA-F]+));")
_NOT_XML: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def to_utf8(body: bytes, content_type: str = "") -> bytes:
    """Decode as the bytes themselves say, then as they are declared; drop characters that XML forbids.

    Valid (or nearly valid) UTF-8 is UTF-8, whatever is declared; of two declarations the one that
    is nobody's default wins. What nothing fits is read as windows-1252.
    """
    text = _decode(body, content_type).translate(_NOT_XML)
    return _REFERENCE.sub(_allowed, text).encode("utf-8", "ignore")


def _allowed(reference: re.Match[str]) -> str:
    """Keep a reference to a character; one to a surrogate or beyond Unicode stops every parser."""
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    code = int(digits, base) if len(digits) < 10 else 0
    allowed = code in range(32, 0xD800) or code in range(0xE000, 0xFFFE) or code in range(0x10000, 0x110000)
    return reference[0] if allowed or code in {9, 10, 13} else ""


def _decode(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for pattern, encoding in _WITHOUT_MARK:
        if pattern.match(body):
            return body.decode(encoding, "replace")
    if _is_utf8(body):
        return body.decode("utf-8", "replace")
    for encoding in _declared(body, content_type):
        try:
            return body.decode(encoding)
        except UnicodeError:
            continue
    return body.decode("cp1252", "replace")


def _is_utf8(body: bytes) -> bool:
    """Tell UTF-8 with a few broken characters (cut by the program that wrote it) from another encoding."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        return broken * 10 < sum(character > "\x7f" for character in text) - broken
    return True


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    names = [match[1] for match in [_CHARSET.search(content_type)] if match]
    names += [match[1].decode("ascii", "ignore") for match in [_DECLARED.match(body[:400])] if match]
    known = [name for name in map(_codec, names) if name]
    yield from (name for name in known if name not in _DEFAULTS)
    yield from ("cp1252" for name in known if name in _DEFAULTS)


def _codec(name: str) -> str:
    # gb18030 reads all that gb2312 says, and what writers of "gb2312" really write.
    try:
        found = codecs.lookup("gb18030" if name.lower() in {"gb2312", "gbk"} else name).name
    except (LookupError, ValueError):
        return ""
    return found if _CHARACTER_SETS.match(found) else ""
