"""The file as pydantic tables: every section and key, with its type, default and meaning.

Defaults stand as an admin would write them. How single values are read is in `fields`; what keys ask
of each other is in `checks`; what the tables become is in `nouns`. Import it late: pydantic is slow.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from digest.config.fields import (
    DAY,
    HOUR,
    MINUTE,
    NONE,
    SECOND,
    Admin,
    Budget,
    Chat,
    Class,
    ClassOrNone,
    Clock,
    Cron,
    Days,
    Email,
    Every,
    FeedUrl,
    Granularity,
    Header,
    HeaderName,
    Host,
    Id,
    Language,
    Line,
    Listen,
    Mute,
    Name,
    Network,
    OrBoolean,
    PageUrl,
    Path,
    Pattern,
    Phrase,
    Quiet,
    Rate,
    Sender,
    SenderOrNone,
    Size,
    StoreUrl,
    Template,
    TopicId,
    Uncertain,
    Variable,
    XPath,
    Zone,
    key,
    lasting,
    read_alert,
)

__all__ = ["File"]


class Table(BaseModel):
    """One table of the file: unknown keys are mistakes, and nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_default=True)


class Site(Table):
    """Who publishes, and the defaults of every reader."""

    title: Name = key("Digest", description="The name of the publication, in subjects and page titles.")
    base_url: PageUrl | None = key(None, description="Where permalinks, confirm and unsubscribe links point.")
    language: Language = key("en", description="Default language of readers: dates, direction and phrases.")
    timezone: Zone = key("UTC", description="Default time zone of digests and readers.")
    catch_up: Annotated[timedelta, *lasting(NONE)] = key(
        "6h", description="A missed slot is sent late within this, else skipped and said."
    )
    sending: bool = key(True, description="false: publish, and hold everything in the outbox.")
    templates: Path | None = key(None, description="A folder that overrides packaged templates, file by file.")


class Store(Table):
    """Where the truth lives."""

    url: StoreUrl = key(
        "sqlite:///digest.db", description="A SQLite file, relative to this one, or postgresql://user@host/db."
    )
    keep: Annotated[timedelta, *lasting(DAY)] = key(
        "90d", description="How long entries are kept; issues and the delivery ledger stay longer."
    )


class Fetch(Table):
    """How feeds are polled."""

    concurrency: int = key(100, ge=1, le=10_000, description="How many feeds are polled at once.")
    per_host: int = key(2, ge=1, le=100, description="How many requests one host gets at once.")
    timeout: Annotated[timedelta, *lasting(SECOND, HOUR)] = key(
        "30s", description="For the whole of one feed, not only silence."
    )
    max_bytes: Size = key("10MB", description="The longest document, after decompression.")
    contact: Line = key("", description="How to reach you; goes into the user agent.")
    first_poll: Annotated[timedelta, *lasting(NONE)] = key(
        "24h", description="Of a feed never polled before, older entries are remembered and not sent."
    )
    allow_networks: list[Network] = key([], description="Internal networks that feeds may be fetched from.")


class Grouping(Table):
    """How entries become stories."""

    window: Annotated[timedelta, *lasting(HOUR)] = key(
        "7d", description="How long a story stays open; four times as long if it was told twice."
    )
    granularity: Granularity = key("normal", description="How alike the entries of a story must be.")
    encoder: ClassOrNone = key(
        "", description="Dotted name of a function from texts to an array; entries are then compared by sense, too."
    )


class Summary(Table):
    """An optional OpenAI-compatible endpoint; its text must pass the source-overlap check."""

    url: PageUrl = key(description="The address of the endpoint.")
    model: Phrase = key(description="The name of its model.")
    key_env: Variable | None = key(None, description="The environment variable that holds its key.")
    key_file: Path | None = key(None, description="Or the file that holds its key.")


class Telegram(Table):
    """One bot."""

    token_env: Variable | None = key(None, description="The environment variable that holds the bot's token.")
    token_file: Path | None = key(None, description="Or the file that holds the token.")
    api_url: PageUrl = key("https://api.telegram.org", description="The Bot API, or a local server of it.")
    admins: list[Admin] = key([], description="Chat ids that get health reports and may use admin commands.")
    reader_feeds: Literal["no", "ask", "private"] = key("ask", description="May readers add feeds?")
    on_uncertain: Uncertain = key("retry", description="What to do when nobody can know whether a message went out.")


class Dkim(Table):
    """The key that signs outgoing mail."""

    domain: Host = key(description="The domain that signs.")
    selector: Id = key(description="The selector of its DNS record.")
    key_file: Path = key(description="The file of the private key.")


class Bounces(Table):
    """The mailbox that receives bounces and unsubscribe mails."""

    address: Email = key(description="The address bounces go to.")
    imap: Host = key(description="Its IMAP server.")
    username: Phrase = key(description="The login there.")
    password_env: Variable | None = key(None, description="The environment variable that holds the password.")
    password_file: Path | None = key(None, description="Or the file that holds the password.")


class EmailRelay(Table):
    """The relay, and what every mail says of its sender."""

    host: Host = key(description="The SMTP server.")
    port: int = key(587, ge=1, le=65_535, description="Its port.")
    security: Literal["starttls", "tls", "none"] = key("starttls", description="How the connection is protected.")
    username: Line = key("", description="The login, where the server asks for one.")
    password_env: Variable | None = key(None, description="The environment variable that holds the password.")
    password_file: Path | None = key(None, description="Or the file that holds the password.")
    sender: Sender = key(alias="from", description="Who mails come from.")
    reply_to: SenderOrNone = key("", description="Where replies go, if not to the sender.")
    postal: Line = key("", description="A postal line for the foot, where the law asks for one.")
    dkim: Dkim | None = key(None, description="Sign outgoing mail with this key.")
    bounces: Bounces | None = key(None, description="Read bounces from this mailbox.")
    on_uncertain: Uncertain = key("retry", description="What to do when nobody can know whether a mail went out.")


class Web(Table):
    """The pages: subscribe, confirm, unsubscribe, archive, status."""

    listen: Listen = key("127.0.0.1:8080", description="Host and port.")
    secret_env: Variable | None = key(None, description="The environment variable that holds what signs links.")
    secret_file: Path | None = key(None, description="Or the file that holds it.")


class Feed(Table):
    """A URL or mailbox that yields entries."""

    url: FeedUrl = key(description="http(s)://, imap:// for newsletters, or file: relative to this file.")
    name: Name = key("", description="The outlet's name; the feed's own title when left out.")
    every: Every = key("auto", description="How often to poll; auto follows how often the feed changes.")
    language: Language | None = key(None, description="Its language, whatever the feed says and its texts tell.")
    tags: list[Phrase] = key([], description="Names that topics can refer to.")
    weight: float = key(1.0, gt=0, le=100, allow_inf_nan=False, description="How much it counts in ranking.")
    full_text: bool = key(False, description="Fetch and extract the article page.")
    drop: list[XPath] = key([], description="XPath of furniture to prune from pages.")
    headers: dict[HeaderName, Header] = key({}, description="Extra request headers; secret ones as { env = NAME }.")
    username: Line = key("", description="The login, for imap:// and HTTP basic authentication.")
    password_env: Variable | None = key(None, description="The environment variable that holds the password.")
    password_file: Path | None = key(None, description="Or the file that holds the password.")
    kind: Class | None = key(None, description="A source of your own, as package.module:Class.")


class Alert(Table):
    """When a story of the topic is sent soon, outside the digests."""

    settle: Annotated[timedelta, *lasting(NONE, DAY)] = key("5m", description="How long to wait for more outlets.")
    min_sources: int = key(1, ge=1, le=100, description="How many outlets must report it; copies of one text are one.")
    at_most: Rate = key("6/day", description="How many alerts a reader gets at most.")
    through_quiet_hours: bool = key(False, description="Send in quiet hours too.")


class Topic(Table):
    """What is followed. A story belongs when one of its entries satisfies the rules."""

    id: Id = key(description="How digests and readers refer to it.")
    name: Name = key("", description="The title of its section; the id when left out.")
    all: list[Annotated[list[Phrase], Field(min_length=1)]] = key(
        [], description="One phrase of each of these lists must appear."
    )
    any: list[Phrase] = key([], description="At least one of these must appear, when given.")
    none: list[Phrase] = key([], description="None of these may appear.")
    about: Line = key("", description="Or in plain words: enough of their weight must appear.")
    examples: list[Phrase] = key([], description="Texts that belong.")
    feeds: list[Phrase] = key([], description="Only these feeds (URL or name) or tags.")
    granularity: Granularity | None = key(None, description="How alike the entries of its stories must be.")
    alert: Annotated[Alert | None, BeforeValidator(read_alert), OrBoolean()] = key(
        None, description="true, or a table: a new story or a real update is sent soon."
    )
    level: Pattern = key("", description="A pattern with one group: only changes of it are news.")


class Digest(Table):
    """A recurring publication."""

    id: Id = key(description="How readers and commands refer to it.")
    name: Name = key("", description="Its title; the id when left out.")
    topics: list[TopicId] = key(["*"], min_length=1, description="Its sections, in order; * takes every story.")
    at: list[Clock] = key([], description="When it comes out, local time; without at and cron only by hand.")
    days: Days = key("daily", description="On which days: mon-fri, sat,sun or daily.")
    cron: Cron | None = key(None, description="Instead of at and days; Sunday is 0.")
    timezone: Zone | None = key(None, description="Whose local time; the site's when left out.")
    template: Template = key("default", description="Which template it is rendered with.")
    max_stories: int = key(12, ge=1, le=100_000, description="How many stories an issue holds at most.")
    budget: Budget = key(None, validate_default=False, description="Or how long it takes to read.")
    lookback: Annotated[timedelta, *lasting(MINUTE)] = key(
        "24h", description="What a new or resumed reader gets at most."
    )
    approve: bool = key(False, description="true: an admin releases each issue.")
    empty: Literal["skip", "send"] = key("skip", description="What to do when nothing is new.")


class Subscriber(Table):
    """A reader that the admin adds, at exactly one address."""

    name: Name = key("", description="Who it is, for admins.")
    telegram: Chat | None = key(None, description="A chat id, or the @name of a public channel.")
    thread: int | None = key(None, ge=1, le=2**53, description="The forum topic in that chat.")
    email: Email | None = key(None, description="Or an email address.")
    file: Path | None = key(None, description="Or a folder that issues are written into.")
    channel: Id | None = key(None, description="Or a channel of your own, by its name in [channel.NAME].")
    address: Phrase | None = key(None, description="The address in that channel.")
    digests: list[Id] = key(min_length=1, description="Which digests it gets.")
    topics: list[TopicId] = key([], description="Narrower than the digest, when given.")
    at: list[Clock] = key([], description="Own hours.")
    timezone: Zone | None = key(None, description="Own time zone.")
    quiet: Quiet | None = key(None, description="Hours in which nothing is sent.")
    language: Language | None = key(None, description="The language the digest speaks to them.")
    reads: list[Language] = key([], description="The languages they read.")
    mute: list[Mute] = key([], description="Words whose stories they do not want; a story as story:ID.")


class Channel(Table):
    """A channel of your own."""

    kind: Class = key(description="Its class, as package.module:Class.")


class File(Table):
    """The settings of digest. Relative paths are relative to this file."""

    site: Site = key(default_factory=Site, description=Site.__doc__)
    store: Store = key(default_factory=Store, description=Store.__doc__)
    fetch: Fetch = key(default_factory=Fetch, description=Fetch.__doc__)
    grouping: Grouping = key(default_factory=Grouping, description=Grouping.__doc__)
    summary: Summary | None = key(None, description=Summary.__doc__)
    telegram: Telegram | None = key(None, description=Telegram.__doc__)
    email: EmailRelay | None = key(None, description=EmailRelay.__doc__)
    web: Web | None = key(None, description=Web.__doc__)
    feed: list[Feed] = key([], description=Feed.__doc__)
    topic: list[Topic] = key([], description=Topic.__doc__)
    digest: list[Digest] = key([], description=Digest.__doc__)
    subscriber: list[Subscriber] = key([], description=Subscriber.__doc__)
    channel: dict[Id, Channel] = key({}, description=Channel.__doc__)
