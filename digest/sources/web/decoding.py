"""Content encodings undone piece by piece: gzip, deflate, brotli, zstd, never more than a piece in memory.

A body that says it is encoded and is not, or that stops in the middle, is an error, not an empty document.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, Protocol

from digest.errors import FetchError
from digest.text import clean

__all__ = ["ACCEPTED", "Decoder", "decoder_for"]

ACCEPTED: Final = "gzip, deflate, br, zstd"
_PIECE: Final = 65_536
_MOST_LAYERS: Final = 2
_WINDOW: Final = 23  # of zstd, as a power of two: RFC 9659 allows no more on the web
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_MOST_MEMBERS: Final = 100
_PLAIN: Final = frozenset({"", "identity", "none"})


class Decoder(Protocol):
    """Undo an encoding."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give what these bytes hold, in pieces."""
        ...

    def finish(self) -> None:
        """Raise FetchError where the body ends too soon."""
        ...


def decoder_for(content_encoding: str, limit: int) -> Decoder:
    """Make the decoder for a Content-Encoding; nothing that passes any of its layers is longer than `limit` bytes."""
    names = [name.strip().lower() for name in content_encoding.split(",")]
    names = [name for name in names if name not in _PLAIN]
    if len(names) > _MOST_LAYERS:
        raise FetchError("the document is packed too many times; tell the feed's owner")
    decoder: Decoder = _Plain(limit)
    for name in names:
        if name not in _KINDS:
            raise FetchError(
                f'the document comes packed in a way nobody asked for: "{clean(name[:20])}"; tell the feed\'s owner'
            )
        decoder = _Layer(name, _KINDS[name](), decoder, limit)
    return decoder


class _Plain:
    """Pass bytes on, as many as may be."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._left -= len(data)
        if self._left < 0:
            raise FetchError("larger than max_bytes allows")
        if data:
            yield data

    def finish(self) -> None:
        """Any end is an end."""


class _Unpacker(Protocol):
    """One compression: `unpack` may be asked again with nothing until it gives nothing."""

    @property
    def ended(self) -> bool: ...

    def unpack(self, data: bytes) -> bytes: ...


class _Layer:
    """Undo one encoding and pass what it gives to the next; the last encoding is undone first."""

    def __init__(self, name: str, unpacker: _Unpacker, inner: Decoder, limit: int) -> None:
        self._name, self._unpacker, self._inner, self._limit = name, unpacker, inner, limit
        self._read = self._given = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._count(len(data), 0)
        piece = self._unpack(data)
        while piece:
            self._count(0, len(piece))
            yield from self._inner.feed(piece)
            piece = self._unpack(b"")

    def finish(self) -> None:
        if not self._unpacker.ended and self._read:
            raise FetchError(f"the document stops in the middle of its {self._name} data; it is tried again")
        self._inner.finish()

    def _count(self, read: int, given: int) -> None:
        self._read += read
        self._given += given
        # What is packed may be a little longer than what it holds.
        if self._given > self._limit or self._read > self._limit + _PIECE:
            raise FetchError("larger than max_bytes allows")

    def _unpack(self, data: bytes) -> bytes:
        try:
            return self._unpacker.unpack(data)
        except FetchError:
            raise
        except Exception as error:  # each library has its own class for this
            raise FetchError(f"the document says it is {self._name} and is not; tell the feed's owner") from error


class _Stream(Protocol):
    """One member of a body, as zlib and zstd offer it."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Members:
    """gzip, deflate and zstd: one member after the other; what is no member behind the last one is ignored."""

    def __init__(self, start: Callable[[bytes], _Stream], magic: bytes) -> None:
        self._start, self._magic = start, magic
        self._stream: _Stream | None = None
        self._count = 0
        self._rest = b""

    @property
    def ended(self) -> bool:
        return self._stream is None and self._count > 0

    def unpack(self, data: bytes) -> bytes:
        data = self._rest + data
        while True:
            if self._stream is None and not self._begin(data):
                self._rest = b""
                return b""
            piece, data = self._next(data)
            if piece or not data:
                self._rest = data
                return piece

    def _begin(self, data: bytes) -> bool:
        """Start a member, if one begins here; few documents have two, and none a thousand."""
        if not data or (self._count and not data.startswith(self._magic)):
            return False
        self._count += 1
        if self._count > _MOST_MEMBERS:
            raise FetchError("the document is packed in too many pieces; tell the feed's owner")
        self._stream = self._start(data)
        return True

    def _next(self, data: bytes) -> _Step:
        stream = self._stream
        if stream is None:
            return _Step(b"", b"")
        piece = stream.decompress(data, _PIECE)
        if not stream.eof:
            return _Step(piece, getattr(stream, "unconsumed_tail", b""))  # zstd keeps the rest to itself
        self._stream = None
        return _Step(piece, stream.unused_data)


class _Step(NamedTuple):
    piece: bytes
    rest: bytes


def _zlib_stream(data: bytes) -> _Stream:
    """Tell gzip, deflate with its header and deflate without it by the first byte: servers confuse them."""
    if data[0] == _GZIP[0]:
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    return zlib.decompressobj(zlib.MAX_WBITS if data[0] & 0x8F == 0x08 else -zlib.MAX_WBITS)


def _zstd_stream(_data: bytes) -> _Stream:
    if sys.version_info >= (3, 14):
        from compression.zstd import DecompressionParameter, ZstdDecompressor  # noqa: PLC0415 -- few feeds need it
    else:
        from backports.zstd import DecompressionParameter, ZstdDecompressor  # noqa: PLC0415 -- the same
    return ZstdDecompressor(options={DecompressionParameter.window_log_max: _WINDOW})


class _Brotli:
    def __init__(self) -> None:
        import brotli  # noqa: PLC0415 -- few feeds need it

        self._stream = brotli.Decompressor()

    @property
    def ended(self) -> bool:
        return bool(self._stream.is_finished())

    def unpack(self, data: bytes) -> bytes:
        if self.ended:
            return b""
        return bytes(self._stream.process(data, output_buffer_limit=_PIECE))


def _zlib() -> _Unpacker:
    return _Members(_zlib_stream, _GZIP)


def _zstd() -> _Unpacker:
    return _Members(_zstd_stream, _ZSTD)


_KINDS: Final[Mapping[str, Callable[[], _Unpacker]]] = {
    "gzip": _zlib,
    "x-gzip": _zlib,
    "deflate": _zlib,
    "br": _Brotli,
    "zstd": _zstd,
}
