"""The witnesses: entries that are remembered for longer than the window."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of the memberships there are that none is a witness: whoever left the window was forgotten."""
    op.add_column("memberships", sa.Column("witness", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("memberships") as rows:  # the default was for the rows there are
        rows.alter_column("witness", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
