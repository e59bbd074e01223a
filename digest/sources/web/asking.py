"""What is sent with a request: who asks, what is known already, and what the admin gave for this one server."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

import digest
from digest.model import Feed, FetchState, Secret
from digest.sources.web.decoding import ACCEPTED
from digest.sources.web.redirects import same_place

__all__ = ["request_headers", "user_agent"]

_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
# These belong to the connection, or to what is remembered of the feed.
_OURS: Final = re.compile(
    r"accept-encoding|connection|content-length|expect|host|if-modified-since|if-none-match|keep-alive|te|trailer|"
    r"transfer-encoding|upgrade",
    re.IGNORECASE,
)


def user_agent(contact: str) -> str:
    """Say who asks, and how to reach them."""
    name = f"digest/{digest.__version__}"
    return f"{name} (+{contact})" if contact else name


def request_headers(feed: Feed, state: FetchState, url: str, *, contact: str) -> dict[str, str]:
    """Give the headers for one hop; what the admin gave goes to the feed's own server only.

    Validators go only to the address that gave them, as they came.
    """
    headers = {"User-Agent": user_agent(contact), "Accept": _ACCEPT}
    if same_place(feed.url, url):
        headers = _merged(headers, _given(feed))
    headers |= {"Accept-Encoding": ACCEPTED}
    if state.validators_from == url:
        headers |= _validators(state)
    return headers


def _given(feed: Feed) -> dict[str, str]:
    given = {
        name: content.reveal() if isinstance(content, Secret) else content
        for name, content in feed.headers.items()
        if not _OURS.fullmatch(name)
    }
    if feed.username and "authorization" not in {name.lower() for name in given}:
        password = feed.password.reveal() if feed.password else ""
        given["Authorization"] = f"Basic {b64encode(f'{feed.username}:{password}'.encode()).decode()}"
    return given


def _merged(standard: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Let what was given replace what is standard, whatever case its name is in."""
    replaced = {name.lower() for name in given}
    return {name: content for name, content in standard.items() if name.lower() not in replaced} | dict(given)


def _validators(state: FetchState) -> dict[str, str]:
    both = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: content for name, content in both.items() if content}
