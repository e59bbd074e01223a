"""The bot as python-telegram-bot makes it, and its requests.

The token stands in the path of every request. What could carry it out of here (an answer that repeats the
request, a log line of the HTTP library) is cleaned where it arises.
"""

from __future__ import annotations

import json
import logging
import re
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import httpx
from telegram.error import NetworkError
from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from digest.channels.telegram.errors import FloodError, ServerTroubleError, TokenRefusedError
from digest.channels.telegram.pace import Lane, Lanes
from digest.model import TelegramSettings

__all__ = ["Timeouts", "make_bot"]

_WELL_FORMED: Final = re.compile(
    r"[A-Za-z0-9:_-]{1,150}"
)  # safe in a path; a server of one's own may name tokens as it likes
_NO_TOKEN: Final = "0:malformed"  # noqa: S105 - the server refuses it in its own words
_IN_A_PATH: Final = re.compile(r"(?<=/bot)[A-Za-z0-9:_-]+(?=/)")
_HTTP_LOGGERS: Final = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")
_TELLING: Final = 20
_CONNECTIONS: Final = 40
_LONGEST_PENALTY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long each step of a request may take, in seconds; `pool` is the wait for a free connection."""

    connect: float = 10.0
    read: float = 30.0
    write: float = 20.0
    pool: float = 20.0


class _Bot(ExtBot[Lane]):
    """A bot that does not show its token when it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Bot(…)"


def make_bot(settings: TelegramSettings, lanes: Lanes, timeouts: Timeouts | None = None) -> ExtBot[Lane]:
    """Make a bot that keeps to these lanes; the network is not touched yet, and nothing logs the token."""
    _hide_tokens_from_logs()
    given = settings.token.reveal() if settings.token else ""
    token = given if _WELL_FORMED.fullmatch(given) else _NO_TOKEN
    waits = timeouts or Timeouts()
    return _Bot(
        token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=_Request(token, waits, connections=_CONNECTIONS),
        get_updates_request=_Request(token, waits, connections=2),
        rate_limiter=lanes,
    )


class _Request(HTTPXRequest):
    """Carry requests; answers that mean something for the whole bot become errors of their own."""

    __slots__ = ("_hidden",)

    def __init__(self, token: str, timeouts: Timeouts, *, connections: int) -> None:
        # A short token (a server of one's own may have such) would be found in any answer: then only in its place.
        self._hidden = token if len(token) >= _TELLING else f"/bot{token}/"
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=timeouts.connect,
            read_timeout=timeouts.read,
            write_timeout=timeouts.write,
            pool_timeout=timeouts.pool,
            httpx_kwargs={"verify": _tls()},
        )

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Ask, and give an answer of the API; raise FloodError, TokenRefusedError or ServerTroubleError instead of some."""
        try:
            status, payload = await super().do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
        except NetworkError as error:
            if self._hidden in str(error):
                raise NetworkError("the answer repeats the request") from None
            raise
        payload = payload.replace(self._hidden.encode(), b"-")
        _check(status, _read(payload))
        return status, payload


@cache
def _tls() -> ssl.SSLContext:
    """Read the certificates that are trusted, once: it takes longer than everything else here."""
    return httpx.create_ssl_context()


def _check(status: int, answer: dict[str, Any]) -> None:
    """Raise what an answer means, where that is not for the library to say."""
    if status == 429:
        parameters = answer.get("parameters")
        raise FloodError(_seconds(parameters.get("retry_after") if isinstance(parameters, dict) else None))
    if status in {401, 404}:
        raise TokenRefusedError("the token is refused")
    is_refusal = 400 <= status < 500 and isinstance(answer.get("description"), str)
    if not is_refusal and not (200 <= status < 300 and "result" in answer):
        raise ServerTroubleError(status)


def _read(payload: bytes) -> dict[str, Any]:
    """Read an answer; what is not one of the API's is empty."""
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _seconds(asked: object) -> float:
    """Read `retry_after`: some seconds where a 429 names none."""
    if isinstance(asked, bool) or not isinstance(asked, int | float) or asked <= 0:
        return 5.0
    return float(min(asked, _LONGEST_PENALTY))


class _HideTokens(logging.Filter):
    """Take tokens out of the addresses in a log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _IN_A_PATH.search(said):
            record.msg, record.args = _IN_A_PATH.sub("…", said), ()
        return True


_HIDE: Final = _HideTokens()


def _hide_tokens_from_logs() -> None:
    """Keep the HTTP library from logging addresses: at INFO it would log every one, with the token."""
    for name in _HTTP_LOGGERS:
        logger = logging.getLogger(name)
        logger.addFilter(_HIDE)
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.WARNING)
