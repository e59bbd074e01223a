"""Bytes to UTF-8, whatever they say of themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.feed.charset import to_utf8

HEBREW = "שלום עולם"
TURKISH = "Türkiye’nin dışişleri"


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
def test_unicode_is_recognised_with_and_without_a_mark(encoding: str) -> None:
    """By its byte order mark, or by the zeros around the first sign."""
    assert to_utf8(f"<rss>{HEBREW}</rss>".encode(encoding)).decode() == f"<rss>{HEBREW}</rss>"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "us-ascii", "nonsense", "utf-16"])
def test_valid_utf8_is_utf8_whatever_is_declared(declared: str) -> None:
    """In the header or in the document."""
    document = f'<?xml version="1.0" encoding="{declared}"?><rss>{TURKISH}</rss>'
    assert TURKISH in to_utf8(document.encode(), f"text/xml; charset={declared}").decode()


def test_a_broken_character_does_not_cost_the_others() -> None:
    """UTF-8 that a program cut in the middle of a character is still UTF-8."""
    broken = f"<rss>{HEBREW * 20}".encode()[:-1] + b"</rss>"
    assert HEBREW in to_utf8(broken).decode()


@pytest.mark.parametrize(
    ("header", "declaration"),
    [
        ("windows-1255", ""),
        ("", "windows-1255"),
        ("iso-8859-1", "windows-1255"),
        ("windows-1255", "iso-8859-1"),
        ("utf-8", "windows-1255"),
    ],
)
def test_a_declaration_that_is_nobodys_default_wins(header: str, declaration: str) -> None:
    """What servers say of anything, iso-8859-1, is believed last."""
    document = f'<?xml version="1.0" encoding="{declaration}"?><rss>{HEBREW}</rss>'.encode("windows-1255")
    assert HEBREW in to_utf8(document, f"text/xml; charset={header}").decode()


@pytest.mark.parametrize("codec", ["rot13", "zlib", "punycode", "idna", "unicode_escape", "utf-7", "hex"])
def test_codecs_that_are_no_character_sets_are_not_used(codec: str) -> None:
    """Their names in a declaration do nothing."""
    document = f'<?xml version="1.0" encoding="{codec}"?><rss>é</rss>'.encode("latin-1")
    assert "é" in to_utf8(document, f"text/xml; charset={codec}").decode()


def test_characters_that_stop_parsers_go() -> None:
    """Controls, and references to surrogates or beyond Unicode; others stay as they are."""
    document = b"<a>\0\x08x&#xD800;&#55296;&#99999999999999999999;&#0;&#x41;&#8211;&#128512;&amp;\t</a>"
    assert to_utf8(document) == b"<a>x&#x41;&#8211;&#128512;&amp;\t</a>"


@given(st.binary(), st.text(max_size=30))
def test_any_bytes_give_utf8(body: bytes, content_type: str) -> None:
    """No exception, whatever the bytes and the header are."""
    assert "\0" not in to_utf8(body, content_type).decode("utf-8")
