"""Own granularity: which topic asked for how much, beside each membership."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of the memberships there are that no topic asked."""
    for name in ("granularity", "granularity_of"):
        op.add_column("memberships", sa.Column(name, sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("memberships") as rows:  # the default was for the rows there are
        for name in ("granularity", "granularity_of"):
            rows.alter_column(name, existing_type=sa.Text(), existing_nullable=False, server_default=None)
