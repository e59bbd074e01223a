"""The keys by which an entry is found again, strongest first.

A key names one entry of its feed, or it is not given:

- `guid:` where no other item of the document has that guid;
- `link:` where no other item has that link, and it is not just the site's address;
- `title:` (title and day) only where neither is left; with the summary where titles repeat as
  well, or no day is told.

Items that agree in guid, link and title (without a guid: in link, title, day and summary) are one
entry. Guids and links are compared in canonical form, so that http or https, tracking parameters
and mobile hosts do not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from digest.text import clean
from digest.urls import canonical

__all__ = ["Identity", "identity_of", "keys_of"]

_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What tells an item from others, in comparable form."""

    guid: str
    link: str
    title: str
    day: str
    summary: str

    @property
    def twin(self) -> tuple[str, ...]:
        """Items with the same twin are one entry."""
        return (self.guid, self.link, self.title) if self.guid else ("", self.link, self.title, self.day, self.summary)


def identity_of(
    *, guid: str, link: str, title: str, summary: str, published: datetime | None, home: str = ""
) -> Identity:
    """Bring an item's words into comparable form; a link to the site's `home` names no entry."""
    page = canonical(link)
    names_a_page = page.count("/") > 2 or "?" in page or "#" in page
    return Identity(
        guid=_comparable(guid),
        link=_short(page) if names_a_page and page != canonical(home) else "",
        title=title.casefold(),
        day="" if published is None else f"{published:%Y-%m-%d}",
        summary=summary,
    )


def keys_of(identities: Sequence[Identity]) -> tuple[tuple[str, ...], ...]:
    """Give each item of one document its keys, at least one each; twins get the same."""
    distinct = {identity.twin: identity for identity in reversed(identities)}
    guids = Counter(identity.guid for identity in distinct.values())
    links = Counter(identity.link for identity in distinct.values())
    titles = Counter((identity.title, identity.day) for identity in distinct.values())

    def keys(identity: Identity) -> tuple[str, ...]:
        guid = identity.guid and guids[identity.guid] == 1
        link = identity.link and links[identity.link] == 1
        if guid or link:
            return (f"guid:{identity.guid}",) * bool(guid) + (f"link:{identity.link}",) * bool(link)
        if identity.title and identity.day and titles[identity.title, identity.day] == 1:
            return (_title_key(identity.title, identity.day),)
        return (_title_key(identity.title, identity.day, identity.summary),)

    return tuple(keys(distinct[identity.twin]) for identity in identities)


def _comparable(guid: str) -> str:
    """Write a guid that is an address as one, with its fragment: "#post-12" tells posts of a page apart."""
    address = canonical(guid)
    if not address:
        return _short(clean(guid))
    _, mark, fragment = clean(guid).partition("#")
    return _short(address if "#" in address else f"{address}{mark}{fragment}")


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"sha256-{_digest(value)}"


def _title_key(*words: str) -> str:
    return f"title:{_digest(chr(31).join(words))}"


def _digest(value: str) -> str:
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
