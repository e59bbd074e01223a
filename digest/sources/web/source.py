"""`WebSource`: documents over HTTP, asked for only where they may have changed.

A fetch is a chain of hops. Each waits for its turn at the server, then the clock of the one deadline runs:
connecting, headers, body. A hop ends as the next redirect, as a document, or as a FetchError.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from digest.errors import FetchError
from digest.model import Feed, Fetched, FetchSettings, FetchState
from digest.sources.web.asking import request_headers
from digest.sources.web.decoding import decoder_for
from digest.sources.web.guard import read_networks
from digest.sources.web.limits import Turns
from digest.sources.web.redirects import Route, begin, follow, is_redirect, same_place
from digest.sources.web.verdicts import fresh_for, is_challenge, refusal, retry_after
from digest.urls import host

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

    from digest.sources.web.client import Answer, WebClient

__all__ = ["WebSource"]

_REFUSAL_LIMIT: Final = 65_536
_LONGEST_VALIDATOR: Final = 4_000


class WebSource:
    """Implement `ports.Source` for http:// and https://. Use it as an async context manager: leaving it closes the session.

    `resolver` answers for names in place of the system.
    """

    def __init__(self, settings: FetchSettings, *, resolver: AbstractResolver | None = None) -> None:
        self._settings = settings
        self._resolver = resolver
        self._turns = Turns(settings.per_host)
        self._client: WebClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await self._client.close()

    async def fetch(self, feed: Feed, state: FetchState) -> Fetched:
        """Bring the document, or say that it has not changed; raise FetchError, within the deadline, otherwise."""
        route = begin(state.moved_to or feed.url)
        left = self._settings.timeout.total_seconds()
        loop = asyncio.get_running_loop()
        while True:
            async with self._turns.turn(route.url):
                begun = loop.time()
                ended = await self._hop_in_time(_Hop(feed=feed, state=state, route=route), left)
                left -= loop.time() - begun
            if isinstance(ended, Fetched):
                return ended
            route = ended

    async def _hop_in_time(self, hop: _Hop, seconds: float) -> Fetched | Route:
        try:
            async with asyncio.timeout(seconds):
                return await self._hop(hop)
        except TimeoutError as error:
            limit = f"{self._settings.timeout.total_seconds():g} s"
            what = hop.progress or "did not answer"
            raise FetchError(f"{host(hop.route.url)} {what} within {limit}; it is tried again") from error

    async def _hop(self, hop: _Hop) -> Fetched | Route:
        headers = request_headers(hop.feed, hop.state, hop.route.url, contact=self._settings.contact)
        async with self._opened().ask(hop.route.url, headers) as answer:
            hop.progress = "did not send the whole document"
            if is_redirect(answer.status):
                return follow(hop.route, answer.status, answer.headers.get("location", ""))
            if answer.status == 304:
                return _unchanged(hop, answer, headers)
            if answer.status not in {200, 203}:
                raise await _refused(hop, answer)
            return await _document(hop, answer, self._settings.max_bytes)

    def _opened(self) -> WebClient:
        """Open the session when the first feed needs it: importing the client takes longer than most commands."""
        if self._client is None:
            client = importlib.import_module("digest.sources.web.client")
            self._client = client.WebClient(read_networks(self._settings.allow_networks), self._resolver)
        return self._client


@dataclass(slots=True, kw_only=True)
class _Hop:
    """One request of a fetch. `progress` is what to say should it take too long."""

    feed: Feed
    state: FetchState
    route: Route
    progress: str = ""


def _unchanged(hop: _Hop, answer: Answer, asked: Mapping[str, str]) -> Fetched:
    """Keep the validators that worked: what comes with a 304 is not always what the server wants to hear."""
    if not {"If-None-Match", "If-Modified-Since"} & set(asked):
        raise FetchError(
            f"{host(hop.route.url)} says 304 (unchanged) to whom it told nothing yet; tell the feed's owner"
        )
    return Fetched(
        body=None,
        url=hop.route.url,
        moved_to=hop.route.moved_to,
        retry_after=retry_after(answer.headers),
        fresh_for=fresh_for(answer.headers),
        etag=hop.state.etag,
        last_modified=hop.state.last_modified,
        fingerprint=hop.state.fingerprint,
    )


async def _refused(hop: _Hop, answer: Answer) -> FetchError:
    """Read as much of the page as tells a challenge from an ordinary refusal."""
    begun = b""
    with suppress(FetchError):
        async for piece in _pieces(answer, _REFUSAL_LIMIT):
            begun += piece
    login = bool(hop.feed.headers or hop.feed.username) and same_place(hop.feed.url, hop.route.url)
    return refusal(answer.status, answer.headers, begun, host=host(hop.route.url), login=login)


async def _document(hop: _Hop, answer: Answer, limit: int) -> Fetched:
    fingerprint, pieces = sha256(), []
    async for piece in _pieces(answer, limit):
        fingerprint.update(piece)
        pieces.append(piece)
    body = b"".join(pieces)
    begun = body[:_REFUSAL_LIMIT]
    if is_challenge(answer.headers, begun):
        raise refusal(answer.status, answer.headers, begun, host=host(hop.route.url), login=False)
    return Fetched(
        body=None if fingerprint.hexdigest() == hop.state.fingerprint else body,
        url=hop.route.url,
        moved_to=hop.route.moved_to,
        retry_after=retry_after(answer.headers),
        fresh_for=fresh_for(answer.headers),
        content_type=answer.headers.get("content-type", "")[:200],
        etag=_validator(answer.headers, "etag"),
        last_modified=_validator(answer.headers, "last-modified"),
        fingerprint=fingerprint.hexdigest(),
    )


async def _pieces(answer: Answer, limit: int) -> AsyncIterator[bytes]:
    """Give the body decoded, `limit` bytes at most; raise FetchError where it is longer, or is cut."""
    decoder = decoder_for(answer.headers.get("content-encoding", ""), limit)
    async for raw in answer.pieces:
        for piece in decoder.feed(raw):
            yield piece
    decoder.finish()


def _validator(headers: Mapping[str, str], name: str) -> str:
    """Take a validator as it came; an absurdly long one is not worth keeping."""
    content = headers.get(name, "")
    return content if len(content) <= _LONGEST_VALIDATOR else ""
