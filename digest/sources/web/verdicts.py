"""What an answer that brings no document means, and who must act.

blocked   the server turns pollers away: the admin can say who they are, or find another address
gone      the owner says that it will not be back
failing   everything else: it is tried again
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from digest.errors import FetchError

__all__ = ["LONGEST_WAIT", "fresh_for", "is_challenge", "refusal", "retry_after"]

LONGEST_WAIT: Final = timedelta(days=1)
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE | re.ASCII)
_BUSY: Final = frozenset({429, 503})
_ADVICE: Final = "set [fetch] contact, ask its owner to let feed readers in, or look for the feed at another address"
_CHALLENGE: Final = re.compile(
    rb"/cdn-cgi/challenge-platform/|_cf_chl_opt|<title>\s{0,9}(?:just a moment|attention required! \| cloudflare|"
    rb"ddos-guard|pardon our interruption|checking your browser|vercel security checkpoint)|captcha-delivery\.com|"
    rb"_incapsula_resource|/_sec/cp_challenge|px-captcha|awswafintegration|/\.well-known/sgcaptcha|anubis_challenge",
    re.IGNORECASE,
)
_CAPTCHA: Final = re.compile(
    rb"captcha|enable javascript and cookies|verify (?:that )?you are (?:a )?human", re.IGNORECASE
)
_PAGE: Final = re.compile(
    rb"\s{0,99}(?:<!--.{0,999}?-->\s{0,99})?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


def is_challenge(headers: Mapping[str, str], body: bytes) -> bool:
    """Tell a page that wants to see a person from a document, also where it comes with status 200."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    return bool(_PAGE.match(body)) and bool(_CHALLENGE.search(body))


def refusal(status: int, headers: Mapping[str, str], body: bytes, *, host: str, login: bool) -> FetchError:
    """Make the error of an answer without a document; `login` says that a user name or key was sent."""
    wait = retry_after(headers) if status in _BUSY else None
    if is_challenge(headers, body) or (status in _BUSY and _PAGE.match(body) and _CAPTCHA.search(body)):
        return FetchError(
            f"{host} shows a challenge for people instead of the feed; {_ADVICE}", trouble="blocked", retry_after=wait
        )
    if status in _SENTENCES:
        return FetchError(
            f"{host} {_SENTENCES[status]}", retry_after=wait, trouble="gone" if status == 410 else "failing"
        )
    if status in {401, 407}:
        return FetchError(f"{host} {_LOGIN_REFUSED if login else _LOGIN_WANTED}", trouble="blocked")
    if status in {403, 406}:
        return FetchError(f"{host} turns us away ({_named(status)}); {_ADVICE}", trouble="blocked")
    if status >= 500:
        return FetchError(f"{host} has a fault of its own ({_named(status)}); it is tried again")
    return FetchError(f"{host} answers {_named(status)} instead of a feed; look at its address in a browser")


_LOGIN_REFUSED: Final = "refuses the user name, password or key of this feed; mend them in the config"
_LOGIN_WANTED: Final = "wants a password; add username and password_env to the feed, or look for an open address"
_SENTENCES: Final = {
    404: "has nothing at this address (404); `digest feeds test` with the address of its page looks for the feed",
    410: "says that the feed is gone for good (410); it is no longer polled: remove it, or look for its new address",
    429: "says that we ask too often (429); it is asked later, a longer `every` helps",
    503: "is overloaded or closed for a while (503); it is asked later",
}


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Read how long the server wants to be left alone, seconds or a date; a day at most, None where it says nothing of use."""
    written = headers.get("retry-after", "").strip()
    if written.isascii() and written.isdecimal():
        wait = timedelta(seconds=min(int(written[:9]), LONGEST_WAIT.total_seconds()))
    else:
        until, since = _date(written), _date(headers.get("date", ""))
        if until is None:
            return None
        wait = until - (since or datetime.now(UTC))  # by the server's own clock where it tells it
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def fresh_for(headers: Mapping[str, str]) -> timedelta:
    """Read `Cache-Control: max-age`, a day at most; zero where it says nothing of use."""
    found = _MAX_AGE.search(headers.get("cache-control", "")[:400])
    return min(timedelta(seconds=int(found[1])), LONGEST_WAIT) if found else timedelta(0)


def _date(written: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(written[:60])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
