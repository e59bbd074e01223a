"""What the admin configured: one frozen noun for each section of the TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

__all__ = [
    "Address",
    "AlertRule",
    "BounceMailbox",
    "Digest",
    "Dkim",
    "EmailSettings",
    "Feed",
    "FetchSettings",
    "Granularity",
    "GroupingSettings",
    "OnUncertain",
    "QuietHours",
    "Secret",
    "SecretSource",
    "Settings",
    "Site",
    "StoreSettings",
    "Subscriber",
    "SummarySettings",
    "TelegramSettings",
    "Topic",
    "WebSettings",
]

Granularity = Literal["tight", "normal", "wide"]
OnUncertain = Literal["retry", "hold"]


class Secret:
    """Hold a secret so that it shows in no log, page, dump or traceback; `reveal()` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Give the secret itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSource:
    """Where the file says a secret is: `key` is `telegram.token_env`, `place` the variable or file."""

    key: str
    place: str
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`[site]`: who publishes, and the defaults of every reader."""

    title: str = "Digest"
    base_url: str | None = None
    language: str = "en"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    catch_up: timedelta = timedelta(hours=6)
    sending: bool = True
    templates: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """`[store]`: where the truth lives (a SQLAlchemy URL) and how long entries are kept."""

    url: str = "sqlite:///digest.db"
    keep: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """`[fetch]`: how feeds are polled. `max_bytes` counts after decompression."""

    concurrency: int = 100
    per_host: int = 2
    timeout: timedelta = timedelta(seconds=30)
    max_bytes: int = 10_000_000
    contact: str = ""
    first_poll: timedelta = timedelta(hours=24)
    allow_networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingSettings:
    """`[grouping]`: how long a story stays open and how alike its entries must be."""

    window: timedelta = timedelta(days=7)
    granularity: Granularity = "normal"
    encoder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySettings:
    """`[summary]`: an optional endpoint whose text must pass the source-overlap check."""

    url: str
    model: str
    key: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """`[telegram]`: one bot."""

    token: Secret | None = None
    api_url: str = "https://api.telegram.org"
    admins: tuple[int, ...] = ()
    reader_feeds: Literal["no", "ask", "private"] = "ask"
    on_uncertain: OnUncertain = "retry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dkim:
    """`[email] dkim`: the key that signs outgoing mail."""

    domain: str
    selector: str
    key_file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceMailbox:
    """`[email] bounces`: the mailbox that receives bounces and unsubscribe mails."""

    address: str
    imap: str
    username: str
    password: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """`[email]`: the relay and what every mail says of its sender."""

    host: str
    sender: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: Secret | None = None
    reply_to: str = ""
    postal: str = ""
    dkim: Dkim | None = None
    bounces: BounceMailbox | None = None
    on_uncertain: OnUncertain = "retry"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """`[web]`: where the pages listen, and what signs their links."""

    listen: str = "127.0.0.1:8080"
    secret: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`[[feed]]`: a URL or mailbox that yields entries. `every` is None for "auto"."""

    url: str
    name: str = ""
    every: timedelta | None = None
    language: str = ""
    tags: tuple[str, ...] = ()
    weight: float = 1.0
    full_text: bool = False
    drop: tuple[str, ...] = ()
    headers: Mapping[str, str | Secret] = field(default_factory=lambda: MappingProxyType({}))
    username: str = ""
    password: Secret | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """`[[topic]] alert`: when a story of the topic is sent outside the digests."""

    settle: timedelta = timedelta(minutes=5)
    min_sources: int = 1
    at_most: int = 6
    per: timedelta = timedelta(days=1)
    through_quiet_hours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """`[[topic]]`: what is followed. `all` wants one phrase of each of its lists."""

    id: str
    name: str = ""
    all: tuple[tuple[str, ...], ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    about: str = ""
    examples: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    granularity: Granularity | None = None
    alert: AlertRule | None = None
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """`[[digest]]`: a recurring publication.

    Its slots come from `at` on `days` (0 is Monday) or from `cron`, in `timezone`.
    `topics` are its sections, in order; ("*",) takes every story.
    """

    id: str
    timezone: ZoneInfo
    name: str = ""
    topics: tuple[str, ...] = ("*",)
    at: tuple[time, ...] = ()
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    cron: str = ""
    template: str = "default"
    max_stories: int = 12
    budget: timedelta | None = None
    lookback: timedelta = timedelta(hours=24)
    approve: bool = False
    empty: Literal["skip", "send"] = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a subscription goes: `value` is a chat id, an email address or a folder."""

    channel: str
    value: str
    thread: int | None = None

    def __str__(self) -> str:
        thread = "" if self.thread is None else f"#{self.thread}"
        return f"{self.channel}:{self.value}{thread}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Local hours in which nothing is sent; `end` before `start` runs over midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """`[[subscriber]]`: a reader and their choices. Empty choices mean the digest's own.

    `reads` are the languages they read, `language` the one the digest speaks to them.
    `mute` holds words; a muted story is written `story:ID`.
    """

    address: Address
    name: str = ""
    digests: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    at: tuple[time, ...] = ()
    timezone: ZoneInfo | None = None
    quiet: QuietHours | None = None
    language: str = ""
    reads: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole file. `path` is None for settings made without one."""

    path: Path | None = None
    site: Site = field(default_factory=Site)
    store: StoreSettings = field(default_factory=StoreSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    grouping: GroupingSettings = field(default_factory=GroupingSettings)
    summary: SummarySettings | None = None
    telegram: TelegramSettings | None = None
    email: EmailSettings | None = None
    web: WebSettings | None = None
    feeds: tuple[Feed, ...] = ()
    topics: tuple[Topic, ...] = ()
    digests: tuple[Digest, ...] = ()
    subscribers: tuple[Subscriber, ...] = ()
    channels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    secrets: tuple[SecretSource, ...] = ()
