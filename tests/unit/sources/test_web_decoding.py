"""Content encodings undone, within bounds."""

from __future__ import annotations

import gzip
import zlib

import pytest
from engines.feed_server import pack
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import FetchError
from digest.sources.web.decoding import decoder_for

KINDS = ["gzip", "deflate", "br", "zstd", "gzip, br", "zstd, gzip"]


def undo(encoding: str, *pieces: bytes, limit: int = 10_000_000) -> bytes:
    decoder = decoder_for(encoding, limit)
    body = b"".join(part for piece in pieces for part in decoder.feed(piece))
    decoder.finish()
    return body


@pytest.mark.parametrize("kind", KINDS)
@given(body=st.binary(max_size=3_000), size=st.integers(1, 40))
def test_what_was_packed_comes_out_again_however_it_arrives(kind: str, body: bytes, size: int) -> None:
    """In pieces of any size, and in two layers."""
    packed = b"".join(pack(kind, [body]))
    assert undo(kind, *(packed[place : place + size] for place in range(0, len(packed), size))) == body


def test_deflate_without_its_header_is_read_as_well() -> None:
    """Some servers send it so, against the standard."""
    assert undo("deflate", b"".join(pack("raw", [b"<rss/>" * 50]))) == b"<rss/>" * 50


def test_several_gzip_members_are_one_document_and_what_follows_them_is_nothing() -> None:
    """As gzip itself reads them."""
    assert undo("gzip", gzip.compress(b"one") + gzip.compress(b" two") + b"\0\0\0") == b"one two"


@pytest.mark.parametrize("kind", KINDS)
def test_a_bomb_ends_at_the_limit(kind: str) -> None:
    """However small it arrives, never more than a little above the limit comes out."""
    packed = b"".join(pack(kind, [bytes(1_000_000)] * 50))
    decoder = decoder_for(kind, 100_000)
    given: list[bytes] = []
    with pytest.raises(FetchError, match="max_bytes"):
        given.extend(decoder.feed(packed))
    assert sum(map(len, given)) <= 100_000


def test_an_inner_layer_that_gives_nothing_is_bounded_too() -> None:
    """Empty blocks packed tightly cost time, not memory: the outer layer's output counts as well."""
    empty_blocks = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\x00\x00\x00\xff\xff" * 100_000
    with pytest.raises(FetchError, match="max_bytes"):
        undo("gzip, gzip", gzip.compress(empty_blocks), limit=100_000)


def test_a_document_in_thousands_of_members_is_refused() -> None:
    """Each would cost its own start."""
    with pytest.raises(FetchError, match="too many pieces"):
        undo("gzip", gzip.compress(b"x") * 5_000)


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd"])
def test_a_body_cut_in_the_middle_is_an_error(kind: str) -> None:
    """Never a shorter document."""
    packed = b"".join(pack(kind, [b"<rss>" + bytes(range(256)) * 20]))
    with pytest.raises(FetchError, match="stops in the middle"):
        undo(kind, packed[:-12])


@pytest.mark.parametrize("kind", ["gzip", "br", "zstd"])
def test_a_body_that_is_not_what_it_says_is_an_error(kind: str) -> None:
    """The admin learns whose fault it is."""
    with pytest.raises(FetchError, match=f"says it is {kind} and is not"):
        undo(kind, b"<rss version='2.0'><channel/></rss>" * 10)


@pytest.mark.parametrize("encoding", ["", "identity", " IDENTITY , none"])
def test_a_plain_body_passes_up_to_the_limit(encoding: str) -> None:
    """The limit is the last byte that is allowed."""
    assert undo(encoding, b"12345", limit=5) == b"12345"
    with pytest.raises(FetchError, match="max_bytes"):
        undo(encoding, b"123", b"456", limit=5)


@pytest.mark.parametrize(("encoding", "reason"), [("compress", "nobody asked"), ("br,br,br", "too many times")])
def test_encodings_that_nobody_asked_for_are_refused(encoding: str, reason: str) -> None:
    """Unknown ones, and three layers."""
    with pytest.raises(FetchError, match=reason):
        decoder_for(encoding, 10)


def test_the_name_of_an_odd_encoding_is_harmless_to_print() -> None:
    """Bytes that are no text, and what turns a terminal around, stay out of the line."""
    with pytest.raises(FetchError) as raised:
        decoder_for("\udce9\x1b[31m\u202e", 10)
    assert str(raised.value).isprintable()


def test_an_empty_body_is_an_empty_document() -> None:
    """Nothing was promised, nothing is missing."""
    assert undo("gzip") == b""


def test_a_zstd_window_that_would_take_gigabytes_is_refused() -> None:
    """RFC 9659: eight megabytes are enough on the web."""
    frame_of_2_gigabytes = b"\x28\xb5\x2f\xfd\x00" + bytes([(31 - 10) << 3]) + b"\x00" * 20
    with pytest.raises(FetchError, match="zstd"):
        undo("zstd", frame_of_2_gigabytes)


def test_zlib_is_what_the_engine_packs_with() -> None:
    """The helper of these tests is an independent witness."""
    assert zlib.decompress(b"".join(pack("deflate", [b"x"]))) == b"x"
