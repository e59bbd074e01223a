"""The tables, in the order the four jobs use them: poll, group, publish, deliver.

The migrations make the same tables; a test compares the two. Rules that hold throughout:

- an id is never given twice, so that what outlives a pruned entry never points to another one;
- columns that name an entry have no foreign key where the row outlives pruned entries;
- everything that a unique key or an index holds is short (PostgreSQL refuses more than 2,700 bytes).
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)

from digest.store.types import Id, Instant, Json, PlainText, Verbatim

__all__ = [
    "REVISION",
    "attempts",
    "entries",
    "entry_keys",
    "feeds",
    "fetch_states",
    "furniture_lines",
    "group_lane",
    "issues",
    "leases",
    "memberships",
    "metadata",
    "outbox",
    "parts",
    "revisions",
    "slots",
    "stories",
    "story_aliases",
    "story_constraints",
    "subscribers",
    "subscriptions",
    "summaries",
    "suppressions",
    "switches",
    "told_revisions",
    "vectors",
]

REVISION: Final = "0006"
"""The newest migration; the schema below is what it leaves."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, PlainText, nullable=False, **options)


def _time(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Instant, nullable=optional)


def _json(name: str) -> Column[Any]:
    return Column(name, Json, nullable=False)


def _to(name: str, target: str, **options: Any) -> Column[int]:
    return Column(name, Id, ForeignKey(target, ondelete=options.pop("ondelete", None)), nullable=False, **options)


# --- poll ---------------------------------------------------------------------------------------

feeds = Table(
    "feeds",
    metadata,
    _id(),
    _text("url", unique=True),
    _text("name"),
    _text("title"),  # the feed's own; `name` is the admin's
    _text("language"),
    _json("tags"),
    Column("weight", Double, nullable=False),
    _text("origin"),  # config, command or reader
    Column("followed", Boolean, nullable=False),
    _time("created_at"),
    sqlite_autoincrement=True,
)

fetch_states = Table(
    "fetch_states",
    metadata,
    _to("feed_id", "feeds.id", primary_key=True, autoincrement=False),
    _text("status"),
    _time("polled_at", optional=True),
    _time("succeeded_at", optional=True),
    _time("due_at", optional=True),
    Column("failures", Integer, nullable=False),
    _text("error"),
    Column("etag", Verbatim, nullable=False),
    Column("last_modified", Verbatim, nullable=False),
    _text("fingerprint"),
    _text("moved_to"),  # where it has moved for good
    Column("pace_seconds", Double, nullable=False),  # how often "auto" polls it; 0: not known yet
    _text("validators_from"),  # the address that gave etag and last_modified
)

entries = Table(
    "entries",
    metadata,
    _id(),
    _to("feed_id", "feeds.id"),
    _text("title"),
    _text("guid"),
    _text("link"),
    _text("canonical_url"),
    _json("authors"),
    _time("published", optional=True),
    _time("seen_at"),
    _time("updated_at", optional=True),  # when an edit was last seen
    _time("clock"),
    _text("summary"),
    _text("text"),
    _text("html"),  # the original, never shown uncleaned
    _json("enclosures"),
    _text("language"),
    _text("direction"),
    Column("remembered", Boolean, nullable=False),
    Column("grouped", Boolean, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),  # tells an edit without reading the old text
    Column("key_count", Integer, nullable=False),
    Index(None, "feed_id"),
    Index(None, "seen_at"),
    sqlite_autoincrement=True,
)
# The group lane's queue. Partial, so that it stays as short as the queue is.
Index(
    "ix_entries_ungrouped",
    entries.c.clock,
    entries.c.id,
    sqlite_where=text("grouped = 0"),
    postgresql_where=text("NOT grouped"),
)

# Keys outlive their entries: what was pruned and still stands in its document does not come back.
entry_keys = Table(
    "entry_keys",
    metadata,
    _to("feed_id", "feeds.id", primary_key=True, autoincrement=False),
    _text("key", primary_key=True),
    Column("entry_id", Id, nullable=False),
)

furniture_lines = Table(
    "furniture_lines",
    metadata,
    _to("feed_id", "feeds.id", primary_key=True, autoincrement=False),
    Column("line_hash", LargeBinary, primary_key=True),
    Column("times", Integer, nullable=False),
)

# --- group --------------------------------------------------------------------------------------

group_lane = Table(
    "group_lane",
    metadata,
    _text("name", primary_key=True),
    _text("owner"),
    Column("fence", Id, nullable=False),
    Column("last_order", Id, nullable=False),
    _time("leased_until", optional=True),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # the id of the entry that opened it
    Column("lead_entry_id", Id, nullable=False),  # the last that told something new
    _time("opened_at"),
    _time("updated_at"),
    Index(None, "updated_at"),
)

story_aliases = Table(
    "story_aliases",
    metadata,
    Column("old_id", Id, primary_key=True, autoincrement=False),
    _to("story_id", "stories.id"),
    Index(None, "story_id"),
)

memberships = Table(
    "memberships",
    metadata,
    _to("entry_id", "entries.id", primary_key=True, autoincrement=False),
    _to("story_id", "stories.id"),
    Column("group_order", Id, nullable=False, unique=True),
    _time("clock"),  # as it was when the entry was grouped; later edits do not move it
    _text("reason"),
    Column("score", Double, nullable=False),
    Column("threshold", Double, nullable=False),
    Column("nearest_entry_id", Id),
    Column("gap_seconds", Double, nullable=False),
    _json("shared"),
    _text("granularity"),  # what a topic asked for the entry; "" where none did
    _text("granularity_of"),
    _text("fingerprint"),
    Column("witness", Boolean, nullable=False),  # remembered for longer than the window
    Index(None, "story_id", "group_order"),
    Index(None, "clock"),
)

# What an encoder said of an entry's text, so that no entry is ever encoded twice by one encoder.
vectors = Table(
    "vectors",
    metadata,
    _to("entry_id", "entries.id", primary_key=True, autoincrement=False),
    _text("encoder", primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # a byte a number
)

revisions = Table(
    "revisions",
    metadata,
    _id(),
    _to("story_id", "stories.id"),
    Column("entry_id", Id, nullable=False, unique=True),
    Column("number", Integer, nullable=False),
    _text("sentence"),
    _json("names"),
    _json("numbers"),
    _time("created_at"),
    UniqueConstraint("story_id", "number"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)

# What an admin mended by hand and the grouper must keep: two entries together, or apart.
story_constraints = Table(
    "story_constraints",
    metadata,
    _id(),
    _text("kind"),  # together or apart
    Column("entry_id", Id, nullable=False),
    Column("other_entry_id", Id, nullable=False),
    _time("created_at"),
    UniqueConstraint("entry_id", "other_entry_id"),
    sqlite_autoincrement=True,
)

# --- publish ------------------------------------------------------------------------------------

subscribers = Table(
    "subscribers",
    metadata,
    _id(),
    _text("channel"),
    _text("value"),
    Column("thread", Id, nullable=False),  # 0: none (NULLs would not be equal in the unique key)
    _text("name"),
    _time("created_at"),
    UniqueConstraint("channel", "value", "thread"),
    sqlite_autoincrement=True,
)

subscriptions = Table(
    "subscriptions",
    metadata,
    _id(),
    _to("subscriber_id", "subscribers.id"),
    _text("digest_id"),
    _text("status"),  # pending, confirmed, paused or unsubscribed
    _text("reason"),
    _text("origin"),  # who made it: config, command or reader
    _text("ended_by"),  # who ended it: config, command or reader; "" while it lasts
    _json("choices"),  # the admin's word
    _json("own_choices"),  # the reader's own, which wins
    _time("created_at"),
    _time("resumed_at", optional=True),  # issues before this do not count as considered
    UniqueConstraint("subscriber_id", "digest_id"),
    Index(None, "digest_id", "status"),
    sqlite_autoincrement=True,
)

suppressions = Table(
    "suppressions",
    metadata,
    _text("channel", primary_key=True),
    _text("value", primary_key=True),
    _text("reason"),
    _time("created_at"),
)

# Slots that are over and done with although not every audience has an issue: skipped, or nothing new.
slots = Table(
    "slots",
    metadata,
    _text("digest_id", primary_key=True),
    _text("label", primary_key=True),
    _text("zone", primary_key=True),
    _time("instant"),
    _text("outcome"),
    _time("settled_at"),
)

issues = Table(
    "issues",
    metadata,
    _id(),
    _text("digest_id"),
    _text("slot_label"),
    _text("slot_zone"),
    _time("slot_instant"),
    _text("audience_key"),
    _text("status"),  # published, or waiting for approval
    _text("title"),
    _text("language"),
    _text("alert"),  # the topic that an alert speaks for; "" for an issue of a digest
    Column("late", Boolean, nullable=False),
    Column("through", Id, nullable=False),  # the last revision it considered
    _time("composed_at"),
    _time("released_at", optional=True),
    UniqueConstraint("digest_id", "slot_label", "slot_zone", "audience_key"),
    sqlite_autoincrement=True,
)

summaries = Table(
    "summaries",
    metadata,
    Column("revision_id", Id, primary_key=True, autoincrement=False),  # merging stories may drop a revision
    _text("language", primary_key=True),
    _text("text"),  # "" where what was written was thrown away
    _text("reason"),
    _time("created_at"),
)

told_revisions = Table(
    "told_revisions",
    metadata,
    _to("issue_id", "issues.id", primary_key=True, autoincrement=False),
    _to("revision_id", "revisions.id", primary_key=True, autoincrement=False),
    Column("story_id", Id, nullable=False),
    _text("kind"),  # new or update
    Column("position", Integer, nullable=False),
    Index(None, "revision_id"),
    Index(None, "story_id"),
)

parts = Table(
    "parts",
    metadata,
    _to("issue_id", "issues.id", primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # in the order they were rendered
    _text("form"),
    _text("name"),
    Column("position", Integer, nullable=False),
    _text("content"),
    UniqueConstraint("issue_id", "form", "name", "position"),
)

# --- deliver ------------------------------------------------------------------------------------

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _to("issue_id", "issues.id"),
    _to("subscription_id", "subscriptions.id"),
    _text("digest_id"),
    _text("slot_label"),
    _text("channel"),  # the address as it was: the ledger outlives a move
    _text("value"),
    Column("thread", Id, nullable=False),
    Column("through", Id, nullable=False),  # the issue's, so that a subscription's last is one look-up
    _text("status"),  # pending, sending, sent, held, failed or uncertain
    _text("reason"),
    _time("next_at"),  # pending: when it is due; sending: when the lease ends
    Column("owner", PlainText, nullable=False),
    Column("fence", Id, nullable=False),  # grows with every claim
    Column("attempts", Integer, nullable=False),
    Column("next_part", Integer, nullable=False),
    _text("reference"),  # the channel's own id of what it accepted
    Column("urgent", Boolean, nullable=False),  # goes out in quiet hours, too
    _time("created_at"),
    _time("sent_at", optional=True),
    UniqueConstraint("subscription_id", "digest_id", "slot_label"),
    Index(None, "issue_id"),
    Index(None, "status", "next_at"),
    Index(None, "digest_id", "slot_label"),
    Index(None, "subscription_id", "digest_id", "through"),
    sqlite_autoincrement=True,
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    _to("delivery_id", "outbox.id"),
    Column("number", Integer, nullable=False),
    _text("owner"),
    _time("started_at"),
    _time("finished_at", optional=True),
    _text("outcome"),  # "" while open, then sent, retry, postponed, failed or uncertain
    _text("reason"),
    Index(None, "delivery_id"),
    sqlite_autoincrement=True,
)

# Who may do what only one process may do at a time: run the service, own the bot.
leases = Table(
    "leases",
    metadata,
    _text("name", primary_key=True),
    _text("owner"),
    _time("until"),
)

switches = Table(
    "switches",
    metadata,
    _text("name", primary_key=True),
    _text("value"),
    _time("set_at"),
)
