"""Redirects, decided hop by hop: where to go next, and whether the feed has moved there for good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from yarl import URL

from digest.errors import FetchError

__all__ = ["Route", "begin", "follow", "is_redirect", "same_place"]

_MOST_HOPS: Final = 10
_PERMANENT: Final = frozenset({301, 308})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way to a document: where it is asked for now, and every address so far.

    `permanent` says that every redirect so far was for good, and none led away from TLS.
    """

    url: str
    visited: tuple[str, ...] = ()
    permanent: bool = True

    @property
    def moved_to(self) -> str:
        """Give the address to ask at from now on; "" for the one it began with."""
        return self.url if len(self.visited) > 1 and self.permanent else ""


def is_redirect(status: int) -> bool:
    """Tell a redirect by its status."""
    return status in _REDIRECTS


def begin(address: str) -> Route:
    """Begin at an address; user name and password in it are dropped."""
    url = _web_address(address, "")
    return Route(url=url, visited=(url,))


def follow(route: Route, status: int, location: str) -> Route:
    """Take the next hop; raise FetchError for a circle, too many hops, or what is no web address."""
    here = URL(route.url)
    if not location.strip():
        raise FetchError(f"{here.host} redirects, and does not say where to; tell the feed's owner")
    url = _web_address(location, route.url)
    if url in route.visited:
        raise FetchError(
            f"{here.host} redirects in a circle; tell the feed's owner, or look for the feed's new address"
        )
    if len(route.visited) > _MOST_HOPS:
        raise FetchError(f"more than {_MOST_HOPS} redirects; look for the feed's new address")
    downgraded = here.scheme == "https" and URL(url).scheme == "http"
    permanent = route.permanent and status in _PERMANENT and not downgraded
    return replace(route, url=url, visited=(*route.visited, url), permanent=permanent)


def same_place(home: str, other: str) -> bool:
    """Tell whether what the admin gave for one address may be sent to another: the same host and port, never without TLS after it."""
    mine, theirs = URL(home), URL(other)
    if mine.host != theirs.host:
        return False
    if (mine.scheme, mine.port) == (theirs.scheme, theirs.port):
        return True
    return (mine.scheme, mine.port, theirs.scheme, theirs.port) == ("http", 80, "https", 443)


def _web_address(written: str, base: str) -> str:
    try:
        url = URL(base).join(URL(written.strip())) if base else URL(written.strip())
        url = url.with_fragment(None).with_user(None)
        if url.scheme in {"http", "https"} and url.host and url.port:
            return str(url)
    except ValueError:  # also UnicodeError: bytes that are no text
        pass
    kind = "redirects to" if base else "the feed has"
    where = f"{URL(base).host} " if base else ""
    raise FetchError(f"{where}{kind} what is no http(s) address; mend the feed's url, or tell its owner")
