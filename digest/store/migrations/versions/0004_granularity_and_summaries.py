"""Own granularity, beside each membership; and what machines wrote of revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of the memberships there are that no topic asked; add the table of summaries."""
    for name in ("granularity", "granularity_of"):
        op.add_column("memberships", sa.Column(name, sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("memberships") as rows:  # the default was for the rows there are
        for name in ("granularity", "granularity_of"):
            rows.alter_column(name, existing_type=sa.Text(), existing_nullable=False, server_default=None)
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "summaries",
        sa.Column("revision_id", number, autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("revision_id", "language", name=op.f("pk_summaries")),
    )
