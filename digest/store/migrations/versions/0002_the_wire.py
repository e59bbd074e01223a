"""The wire: where a feed has moved to, and which issues told a story."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what polling over HTTP and threads of mail need."""
    for name in ("moved_to", "validators_from"):
        op.add_column("fetch_states", sa.Column(name, sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("fetch_states") as states:  # the default was for the rows there are
        for name in ("moved_to", "validators_from"):
            states.alter_column(name, existing_type=sa.Text(), existing_nullable=False, server_default=None)
    op.create_index(op.f("ix_told_revisions_story_id"), "told_revisions", ["story_id"])
