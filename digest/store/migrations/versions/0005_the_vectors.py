"""The vectors: what an encoder said of entries."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the table of vectors."""
    op.create_table(
        "vectors",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_vectors_entry_id_entries")),
        sa.PrimaryKeyConstraint("entry_id", "encoder", name=op.f("pk_vectors")),
    )
