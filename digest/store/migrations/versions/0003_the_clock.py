"""The clock: who runs the service, how often a feed is polled, and issues that are alerts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of leases and what the clock asks of the others."""
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    _add("fetch_states", sa.Column("pace_seconds", sa.Double(), server_default="0", nullable=False))
    _add("issues", sa.Column("alert", sa.Text(), server_default="", nullable=False))
    _add("outbox", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))


def _add(table: str, column: "sa.Column[Any]") -> None:
    """Add a column that the rows there are need a value for, and new ones bring their own."""
    op.add_column(table, column)
    with op.batch_alter_table(table) as rows:
        rows.alter_column(column.name, existing_type=column.type, existing_nullable=False, server_default=None)
