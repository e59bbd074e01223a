"""First light: the tables of the whole design."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables, those first that others point to."""
    op.create_table(
        "feeds",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("url", name=op.f("uq_feeds_url")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "group_lane",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("fence", _ID, nullable=False),
        sa.Column("last_order", _ID, nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_group_lane")),
    )
    op.create_table(
        "issues",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("digest_id", sa.Text(), nullable=False),
        sa.Column("slot_label", sa.Text(), nullable=False),
        sa.Column("slot_zone", sa.Text(), nullable=False),
        sa.Column("slot_instant", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience_key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("through", _ID, nullable=False),
        sa.Column("composed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sa.UniqueConstraint(
            "digest_id",
            "slot_label",
            "slot_zone",
            "audience_key",
            name=op.f("uq_issues_digest_id_slot_label_slot_zone_audience_key"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "slots",
        sa.Column("digest_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("instant", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest_id", "label", "zone", name=op.f("pk_slots")),
    )
    op.create_table(
        "stories",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("lead_entry_id", _ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_index(op.f("ix_stories_updated_at"), "stories", ["updated_at"], unique=False)
    op.create_table(
        "story_constraints",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("other_entry_id", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_constraints")),
        sa.UniqueConstraint("entry_id", "other_entry_id", name=op.f("uq_story_constraints_entry_id_other_entry_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "subscribers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("thread", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("channel", "value", "thread", name=op.f("uq_subscribers_channel_value_thread")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suppressions",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "value", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "switches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switches")),
    )
    op.create_table(
        "entries",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("feed_id", _ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock", sa.DateTime(timezone=True), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("enclosures", sa.JSON(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        sa.Column("grouped", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_entries_feed_id_feeds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entries_feed_id"), "entries", ["feed_id"], unique=False)
    op.create_index(op.f("ix_entries_seen_at"), "entries", ["seen_at"], unique=False)
    op.create_index(
        op.f("ix_entries_ungrouped"),
        "entries",
        ["clock", "id"],
        unique=False,
        sqlite_where=sa.text("grouped = 0"),
        postgresql_where=sa.text("NOT grouped"),
    )
    op.create_table(
        "entry_keys",
        sa.Column("feed_id", _ID, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_entry_keys_feed_id_feeds")),
        sa.PrimaryKeyConstraint("feed_id", "key", name=op.f("pk_entry_keys")),
    )
    op.create_table(
        "fetch_states",
        sa.Column("feed_id", _ID, autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("etag", sa.LargeBinary(), nullable=False),
        sa.Column("last_modified", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_fetch_states_feed_id_feeds")),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_fetch_states")),
    )
    op.create_table(
        "furniture_lines",
        sa.Column("feed_id", _ID, autoincrement=False, nullable=False),
        sa.Column("line_hash", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_furniture_lines_feed_id_feeds")),
        sa.PrimaryKeyConstraint("feed_id", "line_hash", name=op.f("pk_furniture_lines")),
    )
    op.create_table(
        "parts",
        sa.Column("issue_id", _ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_parts_issue_id_issues")),
        sa.PrimaryKeyConstraint("issue_id", "number", name=op.f("pk_parts")),
        sa.UniqueConstraint("issue_id", "form", "name", "position", name=op.f("uq_parts_issue_id_form_name_position")),
    )
    op.create_table(
        "revisions",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_revisions_story_id_stories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_revisions_entry_id")),
        sa.UniqueConstraint("story_id", "number", name=op.f("uq_revisions_story_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_revisions_created_at"), "revisions", ["created_at"], unique=False)
    op.create_table(
        "story_aliases",
        sa.Column("old_id", _ID, autoincrement=False, nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_aliases_story_id_stories")),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_story_aliases")),
    )
    op.create_index(op.f("ix_story_aliases_story_id"), "story_aliases", ["story_id"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", _ID, nullable=False),
        sa.Column("digest_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("own_choices", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_subscriptions_subscriber_id_subscribers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("subscriber_id", "digest_id", name=op.f("uq_subscriptions_subscriber_id_digest_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_subscriptions_digest_id_status"), "subscriptions", ["digest_id", "status"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("entry_id", _ID, autoincrement=False, nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("group_order", _ID, nullable=False),
        sa.Column("clock", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("nearest_entry_id", _ID, nullable=True),
        sa.Column("gap_seconds", sa.Double(), nullable=False),
        sa.Column("shared", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_memberships_entry_id_entries")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_memberships_story_id_stories")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("group_order", name=op.f("uq_memberships_group_order")),
    )
    op.create_index(op.f("ix_memberships_clock"), "memberships", ["clock"], unique=False)
    op.create_index(
        op.f("ix_memberships_story_id_group_order"), "memberships", ["story_id", "group_order"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("issue_id", _ID, nullable=False),
        sa.Column("subscription_id", _ID, nullable=False),
        sa.Column("digest_id", sa.Text(), nullable=False),
        sa.Column("slot_label", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("thread", _ID, nullable=False),
        sa.Column("through", _ID, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("fence", _ID, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_part", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_outbox_issue_id_issues")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name=op.f("fk_outbox_subscription_id_subscriptions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "subscription_id", "digest_id", "slot_label", name=op.f("uq_outbox_subscription_id_digest_id_slot_label")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_digest_id_slot_label"), "outbox", ["digest_id", "slot_label"], unique=False)
    op.create_index(op.f("ix_outbox_issue_id"), "outbox", ["issue_id"], unique=False)
    op.create_index(op.f("ix_outbox_status_next_at"), "outbox", ["status", "next_at"], unique=False)
    op.create_index(
        op.f("ix_outbox_subscription_id_digest_id_through"),
        "outbox",
        ["subscription_id", "digest_id", "through"],
        unique=False,
    )
    op.create_table(
        "told_revisions",
        sa.Column("issue_id", _ID, autoincrement=False, nullable=False),
        sa.Column("revision_id", _ID, autoincrement=False, nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_told_revisions_issue_id_issues")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_told_revisions_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("issue_id", "revision_id", name=op.f("pk_told_revisions")),
    )
    op.create_index(op.f("ix_told_revisions_revision_id"), "told_revisions", ["revision_id"], unique=False)
    op.create_table(
        "attempts",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("delivery_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["outbox.id"], name=op.f("fk_attempts_delivery_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attempts_delivery_id"), "attempts", ["delivery_id"], unique=False)
