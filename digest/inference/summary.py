"""`Endpoint`: summaries from an OpenAI-compatible address, one request each, in bounded time and memory.

It is asked only at the address of the config: no redirect is followed, nothing is taken from the environment. After an
answer that bodes ill for the next ones it is left alone for a while. What it wrote is a stranger's text.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx

from digest.errors import SummaryError
from digest.inference.wording import asked
from digest.model import Brief, SummarySettings

__all__ = ["Endpoint", "Patience"]

_MOST_BYTES: Final = 262_144
_MOST_TOKENS: Final = 400
_PATH: Final = "/chat/completions"
_THOUGHT: Final = "</think>"
_REFUSED: Final[Mapping[int, str]] = {
    401: "does not take the key: mend key_env or key_file of [summary]",
    402: "wants to be paid first",
    403: "does not take the key: mend key_env or key_file of [summary]",
    404: "has no such address or model: mend url or model of [summary]",
    429: "has too many requests to answer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds for one answer, all of it, and for which an endpoint in trouble is left alone."""

    answer: float = 25.0
    connect: float = 5.0
    rest: float = 300.0


class Endpoint:
    """Implement `ports.Writer`. Use it as an async context manager: leaving it closes its connections."""

    def __init__(self, settings: SummarySettings, patience: Patience | None = None) -> None:
        self._settings = settings
        self._patience = patience or Patience()
        self._host = urlsplit(settings.url).hostname or "the endpoint"
        self._address = settings.url if settings.url.endswith(_PATH) else settings.url + _PATH
        self._rests_until = 0.0
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(self._patience.answer, connect=self._patience.connect),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def write(self, brief: Brief) -> str:
        """Have a summary written; raise SummaryError, soon while the endpoint is left alone."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            raise SummaryError(f"{self._host} is left alone for some minutes after it failed", over=True)
        try:
            return _written(await self._answer(asked(brief), _MOST_TOKENS), self._host)
        except SummaryError as error:
            if error.over:
                self._rests_until = loop.time() + self._patience.rest
            raise

    async def probe(self) -> str:
        """Ask for one word; say what answered, or raise SummaryError."""
        await self._answer(({"role": "user", "content": "Say: yes"},), 1)
        return f"{self._settings.model} answers at {self._host}"

    async def _answer(self, messages: tuple[Mapping[str, str], ...], tokens: int) -> Mapping[str, Any]:
        """Give the first choice of the answer, whatever it holds."""
        body = {"model": self._settings.model, "messages": messages, "max_tokens": tokens, "temperature": 0}
        try:
            async with asyncio.timeout(self._patience.answer):
                return _choice(await self._post(body), self._host)
        except (TimeoutError, httpx.TimeoutException) as error:
            reason = f"{self._host} did not answer within {self._patience.answer:g} s"
            raise SummaryError(reason, over=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # from nothing: what the library raises may show the request, and the key in it
            reason = f"{self._host} cannot be asked ({type(error).__name__})"
            raise SummaryError(reason, over=True) from None

    async def _post(self, body: Mapping[str, object]) -> bytes:
        async with self._client.stream("POST", self._address, json=body, headers=self._key()) as response:
            _refuse(response.status_code, self._host)
            if response.headers.get("content-encoding", "identity") != "identity":
                raise SummaryError(f"{self._host} packs its answers although nobody asked for it", over=True)
            pieces: list[bytes] = []
            size = 0
            async for piece in response.aiter_raw():
                size += len(piece)
                if size > _MOST_BYTES:
                    raise SummaryError(f"{self._host} answers at too great a length", over=True)
                pieces.append(piece)
            return b"".join(pieces)

    def _key(self) -> dict[str, str]:
        key = "" if self._settings.key is None else self._settings.key.reveal()
        if not key:
            return {}
        if not (key.isascii() and key.isprintable()):
            raise SummaryError("the key of [summary] holds a character that no header can hold; mend it", over=True)
        return {"Authorization": f"Bearer {key}"}


def _refuse(status: int, host: str) -> None:
    """Raise SummaryError unless the answer is one; whoever refuses one request for what is in it may take the next."""
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise SummaryError(f"{host} sends us elsewhere: mend url of [summary]", over=True)
    known = _REFUSED.get(status, "is in trouble" if status >= 500 else "does not take the request")
    raise SummaryError(f"{host} {known} (HTTP {status})", over=status in _REFUSED or status >= 500)


def _choice(body: bytes, host: str) -> Mapping[str, Any]:
    try:
        choice = json.loads(body)["choices"][0]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise SummaryError(
            f"{host} does not answer as the OpenAI API does: mend url of [summary]", over=True
        ) from error
    if not isinstance(choice, dict):
        raise SummaryError(f"{host} does not answer as the OpenAI API does: mend url of [summary]", over=True)
    return choice


def _written(choice: Mapping[str, Any], host: str) -> str:
    """Give the text of an answer, without what the model thought before it."""
    message = choice.get("message")
    text = message.get("content") if isinstance(message, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise SummaryError(f"{host} answered with no text")
    if choice.get("finish_reason") == "length":
        raise SummaryError(f"{host} did not come to an end of its text")
    return text.rpartition(_THOUGHT)[2].strip()
