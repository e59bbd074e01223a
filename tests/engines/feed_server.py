"""A feed server with fault modes, on a real socket of 127.0.0.1.

    async with FeedServer() as server:
        server.put("/rss", document, etag=b'"1"')       # answers 304 to exactly these bytes, byte for byte
        server.answer("/gone", 410)                      # any status, headers and body
        server.redirect("/old", "/rss", 301)
        server.drip("/slow", document, every=0.05)       # a byte at a time
        server.stall("/silent")                          # takes the request, never answers
        server.hang_up("/rude")                          # closes without an answer
        server.cut("/short", document, after=100)        # promises all, sends some, closes
        server.bomb("/bomb", "gzip", 10**9)              # so many zeros, packed
        server.garble("/odd", "gzip", document)          # says it is packed, and is not
        server.bury("/heads", 10**6)                     # headers of that many bytes
        server.url("/rss")                               # http://127.0.0.1:PORT/rss; also host="other.example"

What happened: `requests` (with headers as bytes), `statuses`, `connections`, `sent` (bytes of bodies),
`most_at_once` (by Host header), and `violations`: validators that were sent to a page that never gave them.
It judges bytes only, with no code of the project's.
"""

from __future__ import annotations

import asyncio
import gzip
import ssl
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self

import brotli

try:
    from compression import zstd
except ImportError:
    from backports import zstd

Headers = Iterable[tuple[bytes, bytes]]
MOST_HEAD = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came: names in small letters, contents as bytes."""

    method: bytes
    path: str
    headers: tuple[tuple[bytes, bytes], ...]

    def get(self, name: bytes) -> bytes | None:
        """The first header of this name."""
        return next((content for found, content in self.headers if found == name), None)


@dataclass(slots=True, kw_only=True)
class Page:
    """What stands at a path. `body` is sent in the pieces that `pieces` makes of it."""

    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    etag: bytes | None = None
    last_modified: bytes | None = None
    length: int | None = None
    pieces: Callable[[bytes], AsyncIterator[bytes]] | None = None
    fault: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
    delay: float = 0.0


class FeedServer:
    """Serve pages until it is left; every attribute may be read and changed while it runs."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.statuses: Counter[int] = Counter()
        self.violations: list[str] = []
        self.connections = 0
        self.sent = 0
        self.most_at_once: Counter[bytes] = Counter()
        self.host, self.port = host, 0
        self._tls = tls
        self._now: Counter[bytes] = Counter()
        self._given: set[tuple[str, bytes]] = set()
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._talk, self.host, 0, ssl=self._tls, limit=MOST_HEAD, backlog=1000
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    # --- what it serves ---------------------------------------------------------------------------

    def url(self, path: str, *, host: str = "") -> str:
        """The address of a path."""
        return f"{'https' if self._tls else 'http'}://{host or self.host}:{self.port}{path}"

    def put(
        self,
        path: str,
        body: bytes,
        *,
        etag: bytes | None = None,
        last_modified: bytes | None = None,
        kind: bytes = b"application/rss+xml",
        packed: str = "",
        headers: Headers = (),
        delay: float = 0.0,
    ) -> None:
        """Serve a document; with a validator it answers 304 to exactly that."""
        head = [(b"Content-Type", kind), *headers]
        if packed:
            head.append((b"Content-Encoding", packed.encode()))
            body = b"".join(pack(packed, [body]))
        self.pages[path] = Page(headers=head, body=body, etag=etag, last_modified=last_modified, delay=delay)

    def answer(self, path: str, status: int, body: bytes = b"", headers: Headers = ()) -> None:
        """Answer with this status."""
        self.pages[path] = Page(status=status, headers=list(headers), body=body)

    def redirect(self, path: str, to: str | bytes, status: int = 302) -> None:
        """Send elsewhere; `to` is the Location as it stands."""
        self.answer(path, status, headers=[(b"Location", to.encode() if isinstance(to, str) else to)])

    def drip(self, path: str, body: bytes, *, every: float) -> None:
        """Send a byte at a time."""

        async def pieces(whole: bytes) -> AsyncIterator[bytes]:
            for place in range(len(whole)):
                yield whole[place : place + 1]
                await asyncio.sleep(every)

        self.pages[path] = Page(body=body, pieces=pieces)

    def stall(self, path: str) -> None:
        """Take the request and say nothing."""

        async def wait(_: asyncio.StreamWriter) -> None:
            await asyncio.sleep(3_600)

        self.pages[path] = Page(fault=wait)

    def hang_up(self, path: str) -> None:
        """Close without an answer."""

        async def close(writer: asyncio.StreamWriter) -> None:
            writer.transport.abort()

        self.pages[path] = Page(fault=close)

    def cut(self, path: str, body: bytes, *, after: int) -> None:
        """Promise the whole body, send its beginning, close."""
        self.pages[path] = Page(body=body[:after], length=len(body))

    def bomb(self, path: str, packed: str, size: int) -> None:
        """Serve so many zeros, packed as they are sent."""

        async def pieces(_: bytes) -> AsyncIterator[bytes]:
            for piece in pack(packed, (bytes(min(1_000_000, size - sent)) for sent in range(0, size, 1_000_000))):
                yield piece

        self.pages[path] = Page(headers=[(b"Content-Encoding", packed.encode())], pieces=pieces)

    def garble(self, path: str, packed: str, body: bytes) -> None:
        """Say that a body is packed, and send it as it is."""
        self.pages[path] = Page(headers=[(b"Content-Encoding", packed.encode())], body=body)

    def bury(self, path: str, size: int) -> None:
        """Answer with headers of that many bytes."""
        self.pages[path] = Page(headers=[(b"X-Weight", b"x" * 1_000)] * (size // 1_000))

    def forget(self) -> None:
        """Begin to count anew."""
        self.requests.clear()
        self.statuses.clear()
        self.violations.clear()
        self.most_at_once.clear()
        self.connections = self.sent = 0

    # --- how it talks -----------------------------------------------------------------------------

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass
        except asyncio.CancelledError:
            pass  # the server is being left
        finally:
            self._talks.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = read_request(await read_head(reader))
        if request is None:
            await self._send(writer, Page(status=400))
            return False
        self.requests.append(request)
        name = request.get(b"host") or b""
        self._now[name] += 1
        self.most_at_once[name] = max(self.most_at_once[name], self._now[name])
        try:
            page = self.pages.get(request.path, Page(status=404))
            await asyncio.sleep(page.delay)
            if page.fault is not None:
                await page.fault(writer)
                return False
            whole = await self._send(writer, self._conditional(page, request))
        finally:
            self._now[name] -= 1
        return whole and request.get(b"connection") != b"close"

    def _conditional(self, page: Page, request: Request) -> Page:
        """Decide for 304 as RFC 9110 does, with bytes in place of meaning."""
        match, since = request.get(b"if-none-match"), request.get(b"if-modified-since")
        for sent in (match, since):
            if sent is not None and (request.path, sent) not in self._given:
                self.violations.append(f"{request.path} never gave {sent!r}")
        if page.status != 200:
            return page
        self._given |= {(request.path, given) for given in (page.etag, page.last_modified) if given is not None}
        same = match == page.etag if match is not None else since is not None and since == page.last_modified
        return Page(status=304, etag=page.etag, last_modified=page.last_modified) if same else page

    async def _send(self, writer: asyncio.StreamWriter, page: Page) -> bool:
        """Send a page; False where the connection must end after it."""
        self.statuses[page.status] += 1
        length = len(page.body) if page.length is None else page.length
        head = [f"HTTP/1.1 {page.status} {phrase(page.status)}".encode()]
        fields = list(page.headers)
        if page.etag is not None:
            fields.append((b"ETag", page.etag))
        if page.last_modified is not None:
            fields.append((b"Last-Modified", page.last_modified))
        if page.pieces is None and page.status != 304:
            fields.append((b"Content-Length", str(length).encode()))
        if page.pieces is not None:
            fields.append((b"Connection", b"close"))
        writer.write(b"\r\n".join([*head, *(name + b": " + content for name, content in fields)]) + b"\r\n\r\n")
        async for piece in page.pieces(page.body) if page.pieces else whole(page.body):
            writer.write(piece)
            await writer.drain()
            self.sent += len(piece)
        await writer.drain()
        return page.pieces is None and length == len(page.body)


async def whole(body: bytes) -> AsyncIterator[bytes]:
    """One piece."""
    if body:
        yield body


async def read_head(reader: asyncio.StreamReader) -> bytes:
    """Read up to the empty line; what does not begin like a request (TLS, say) is not waited for."""
    first = await reader.readexactly(1)
    return first + (await reader.readuntil(b"\r\n\r\n") if first.isalpha() else b"")


def read_request(head: bytes) -> Request | None:
    """Read a request strictly: one GET line of HTTP/1.1, a Host, no folded lines, no two of a kind that count."""
    lines = head[:-4].split(b"\r\n")
    parts = lines[0].split(b" ")
    if len(parts) != 3 or parts[0] != b"GET" or parts[2] != b"HTTP/1.1" or not parts[1].startswith(b"/"):
        return None
    headers = []
    for line in lines[1:]:
        name, colon, content = line.partition(b":")
        if not colon or not name or name != name.strip():
            return None
        headers.append((name.lower(), content.strip(b" \t")))
    names = Counter(name for name, _ in headers)
    single = (b"host", b"if-none-match", b"if-modified-since", b"authorization", b"user-agent")
    if names[b"host"] != 1 or any(names[name] > 1 for name in single):
        return None
    return Request(method=parts[0], path=parts[1].decode("latin-1"), headers=tuple(headers))


def phrase(status: int) -> str:
    """The words after a status."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Odd"


def pack(kind: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pack a body: gzip, deflate, raw (deflate without its header), br, zstd, or some with commas."""
    for one in kind.replace(" ", "").split(","):
        pieces = _pack(one, pieces)
    yield from pieces


def _pack(kind: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    if kind == "br":
        packer = brotli.Compressor(quality=1)
        for piece in pieces:
            yield packer.process(piece)
        yield packer.finish()
        return
    bits = {"gzip": 31, "deflate": 15, "raw": -15}
    stream = zstd.ZstdCompressor() if kind == "zstd" else zlib.compressobj(6, zlib.DEFLATED, bits[kind])
    for piece in pieces:
        yield stream.compress(piece)
    yield stream.flush()


def gzipped(body: bytes) -> bytes:
    """A body as gzip makes it."""
    return gzip.compress(body)
