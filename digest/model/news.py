"""What comes in and what it becomes: entries, stories, memberships and revisions.

Papers on topic detection call our *entry* a story, and our *story* an event.
All times are aware and UTC: `published` is the outlet's clock, `seen_at` ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from digest.model.settings import Granularity

__all__ = [
    "Apart",
    "Enclosure",
    "Entry",
    "FetchState",
    "Fetched",
    "FollowedFeed",
    "GroupedEntry",
    "Ingested",
    "Membership",
    "Merge",
    "News",
    "ParsedEntry",
    "ParsedFeed",
    "Placement",
    "Revision",
    "SharedTerm",
    "Story",
]

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that an entry points to. `length` in bytes, where the feed says so."""

    url: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One item of a document, before the store knows it. All strings are plain text but `html`.

    `summary` and `text` hold one block of the page a line. `keys` are the candidates by which the
    entry is found again, strongest first, each `kind:value` (kinds: guid, link, title). `canonical_url` is the
    entry's own page, empty where others of the document have it too, or where it is the site's.
    """

    keys: tuple[str, ...]
    title: str
    guid: str = ""
    link: str = ""
    canonical_url: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    summary: str = ""
    text: str = ""
    html: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    language: str = ""
    direction: Direction = "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What one document says. `note` is what the parser had to forgive, for admins.

    `ttl` is how long the feed says that it stays as it is (zero: it does not say).
    """

    entries: tuple[ParsedEntry, ...]
    title: str = ""
    link: str = ""
    language: str = ""
    note: str = ""
    ttl: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """What is remembered of a feed between polls.

    `status` is one of: new, ok, unchanged, failing, blocked, gone. `fingerprint` is a digest of the
    last document's bytes; `etag` and `last_modified` are kept byte for byte, for the address that gave
    them (`validators_from`). `moved_to` is where the feed has moved for good ("": nowhere);
    `pace_seconds` how often "auto" polls it (0: not known yet).
    """

    status: str = "new"
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    due_at: datetime | None = None
    failures: int = 0
    error: str = ""
    etag: str = ""
    last_modified: str = ""
    validators_from: str = ""
    fingerprint: str = ""
    moved_to: str = ""
    pace_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a source brought. `body` is None when the document has not changed.

    `url` is where it came from in the end, `moved_to` the address to poll from now on ("": as before);
    `retry_after` is how long the server asks to be left alone, `fresh_for` how long it says that the
    document stays as it is (zero: it does not say).
    """

    body: bytes | None
    url: str
    moved_to: str = ""
    retry_after: timedelta | None = None
    fresh_for: timedelta = timedelta(0)
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeed:
    """A feed as the store knows it. `origin` is config, command or reader."""

    id: int
    url: str
    name: str
    origin: str
    state: FetchState
    language: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What one document changed. `remembered` entries are known but never sent; `held` ones among them
    only looked new, because the feed changed their ids.

    `new_keys` holds the strongest key of every new entry, remembered or not.
    """

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    remembered: int = 0
    held: int = 0
    new_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of one feed, with its outlet's name, tags and weight beside it.

    `text` is the full article where the feed gives it, else empty. `remembered` entries are older
    than `first_poll` and make no revision.
    """

    id: int
    feed_id: int
    outlet: str
    title: str
    seen_at: datetime
    published: datetime | None = None
    guid: str = ""
    link: str = ""
    canonical_url: str = ""
    authors: tuple[str, ...] = ()
    summary: str = ""
    text: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    language: str = ""
    direction: Direction = "ltr"
    tags: tuple[str, ...] = ()
    weight: float = 1.0
    feed_url: str = ""
    remembered: bool = False

    @property
    def clock(self) -> datetime:
        """Time for grouping's window and decay: `published`, but never after `seen_at`."""
        return self.seen_at if self.published is None else min(self.published, self.seen_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTerm:
    """A term that an entry shares with its story, and how much it counted (0 to 1)."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Why an entry is in its story: enough for `digest why` to explain it.

    `score` is the similarity that decided, `threshold` what it had to reach, `gap` the time to the
    nearest entry. An entry that opened its story has no `nearest_entry_id`. `granularity` is what the
    topic `granularity_of` asked for the entry (None and "": it was grouped by `[grouping]`).
    """

    entry_id: int
    story_id: int
    reason: Literal["opened", "joined", "copy", "merged", "split"]
    score: float = 0.0
    threshold: float = 0.0
    nearest_entry_id: int | None = None
    gap: timedelta = timedelta(0)
    shared: tuple[SharedTerm, ...] = ()
    granularity: Granularity | None = None
    granularity_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What an entry tells that its story had not told: the sentence, and its new names and numbers."""

    sentence: str
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two stories that turned out to be one: `old_id` becomes another name of `story_id`.

    `score` is how alike they were, `threshold` what that had to reach. `repeats` are entries whose news was
    no news to the story that they are in now.
    """

    story_id: int
    old_id: int
    score: float
    threshold: float
    repeats: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Two stories that an admin wants to stay two."""

    story_id: int
    other_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where the grouper put an entry. `news` is None where the entry tells nothing new.

    `fingerprint` is the grouper's own JSON: with it the index is rebuilt after a restart. `merge` is what the
    entry showed to be one story, after it had been placed. `witnesses` are the entries that the grouper remembers
    beyond the window, from this entry on. `clock` is the entry's as it was when the grouper read it (None: what the store
    says of the entry), which may have been edited in the meantime.
    """

    membership: Membership
    fingerprint: str
    news: News | None = None
    merge: Merge | None = None
    witnesses: tuple[int, ...] = ()
    clock: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedEntry:
    """One entry of the open window as the grouper needs it again after a restart.

    `vector` is what an encoder said of it, a byte a number; empty where there was none. A `witness` is remembered
    beyond the window.
    """

    entry_id: int
    story_id: int
    clock: datetime
    fingerprint: str
    vector: bytes = b""
    witness: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A story at a new fact. Ids grow in the order of the group lane; `number` counts within the story."""

    id: int
    story_id: int
    entry_id: int
    number: int
    news: News
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The entries that report one event. Its id is the id of the entry that opened it.

    `entries` are in the order they joined; `revisions` by number.
    """

    id: int
    opened_at: datetime
    updated_at: datetime
    entries: tuple[Entry, ...]
    memberships: tuple[Membership, ...] = ()
    revisions: tuple[Revision, ...] = ()
