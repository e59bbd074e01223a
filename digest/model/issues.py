"""What is published: slots, audiences, issues and their rendered parts.

An issue is immutable: what is in it, and every rendered part, is frozen when it is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from digest.model.news import Direction
from digest.model.settings import Address

__all__ = [
    "Audience",
    "Draft",
    "Form",
    "Generated",
    "Issue",
    "IssueRecord",
    "Item",
    "OnDemand",
    "OutletLink",
    "Part",
    "Quote",
    "Section",
    "Slot",
    "Subscription",
    "Told",
]

Form = Literal["email", "telegram", "web"]
OnDemand = Literal["sent", "nothing new", "had", "waits for approval", "held"]
"""How an issue that a reader asked for ended; `had` where they have one of this very minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The local label an issue belongs to (`2026-10-25T07:30`, wall time in `timezone`) and its instant."""

    label: str
    timezone: ZoneInfo
    instant: datetime

    def __str__(self) -> str:
        return f"{self.label} {self.timezone.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletLink:
    """One outlet's entry in a story: the first it published there. One that was `copied` is no report of its own."""

    outlet: str
    url: str
    title: str
    language: str
    published: datetime
    copied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence taken word for word from a source."""

    text: str
    outlet: str
    url: str
    language: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """A summary that a machine wrote, and the sentences of sources that it rests on."""

    text: str
    language: str
    direction: Direction
    support: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story in one issue. `news` says what is new in an update; a new story has quotes instead.

    `also_in` are languages of the coverage that the reader does not get the headline in. A new story may have a
    `generated` summary besides, to be shown in place of the quotes.
    """

    story_id: int
    revision_ids: tuple[int, ...]
    kind: Literal["new", "update"]
    headline: str
    url: str
    language: str
    direction: Direction
    quotes: tuple[Quote, ...]
    news: Quote | None
    coverage: tuple[OutletLink, ...]
    also_in: tuple[str, ...]
    first_at: datetime
    updated_at: datetime
    generated: Generated | None = None

    @property
    def reports(self) -> tuple[OutletLink, ...]:
        """The outlets that wrote something of their own; all of them where none did."""
        return tuple(link for link in self.coverage if not link.copied) or self.coverage

    @property
    def copies(self) -> tuple[OutletLink, ...]:
        """The others, which carry the text of one of those."""
        return tuple(link for link in self.coverage if link not in self.reports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The items of one topic. `topic_id` is "*" for the stories of no topic in particular."""

    topic_id: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One dated instance of a digest for one audience, as composed and before rendering.

    `more` are stories that found no place; `minutes` is the reading time, at least one. `topics` are
    the names of what the audience follows, for the foot (empty: everything). `alert` is the name of the
    topic that an alert speaks for ("": an issue of the digest), `key` tells the audience from others of
    the slot.
    """

    digest_id: str
    digest_name: str
    site_title: str
    base_url: str | None
    postal: str
    slot: Slot
    composed_at: datetime
    language: str
    timezone: ZoneInfo
    sections: tuple[Section, ...]
    more: tuple[Item, ...]
    minutes: int
    late: bool = False
    template: str = "default"
    topics: tuple[str, ...] = ()
    alert: str = ""
    key: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in reading order."""
        return tuple(item for section in self.sections for item in section.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One rendered piece. Names: email `subject`, `html`, `text`; telegram `message`; web `page`.

    `position` numbers the messages of a chat from 0.
    """

    form: Form
    name: str
    content: str
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscriber's consent to one digest on one channel, with the choices that shape an issue.

    `status` is pending, confirmed, paused or unsubscribed. `through` is the last revision id that
    an issue of this digest considered for it (None: none yet, or resumed since).
    """

    id: int
    subscriber_id: int
    name: str
    digest_id: str
    address: Address
    status: str = "confirmed"
    reason: str = ""
    origin: str = "config"
    topics: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    language: str = ""
    timezone: ZoneInfo | None = None
    at: tuple[str, ...] = ()
    quiet: str = ""
    through: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Subscriptions that get the same issue, and what they have in common.

    `forms` are what their channel carries. `unseen` are the candidate revisions none of them was
    told; `met` are the stories they know.
    """

    key: str
    digest_id: str
    forms: tuple[Form, ...]
    language: str
    reads: tuple[str, ...]
    timezone: ZoneInfo
    topics: tuple[str, ...]
    mute: tuple[str, ...]
    unseen: frozenset[int]
    met: frozenset[int]
    subscription_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A revision told by an issue, and where in it."""

    revision_id: int
    story_id: int
    kind: Literal["new", "update"]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that publishing writes in one transaction.

    `alert` is the topic that an alert speaks for ("": an issue of the digest); an `urgent` one goes out in
    quiet hours, too.
    """

    audience: Audience
    slot: Slot
    title: str
    late: bool
    approve: bool
    through: int
    told: tuple[Told, ...]
    parts: tuple[Part, ...]
    alert: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRecord:
    """A published issue as the store keeps it. `status` is published or waiting (for approval)."""

    id: int
    digest_id: str
    slot_label: str
    slot_instant: datetime
    status: str
    title: str
    composed_at: datetime
    deliveries: int
