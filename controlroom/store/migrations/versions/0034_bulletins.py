"""Warnings of other services: which message each is, how long it holds, and its incident."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("area", sa.Text(), nullable=True))
    op.create_table(
        "bulletin",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("incident", sa.BigInteger(), nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
    )
    op.execute("REVOKE ALL ON bulletin FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON bulletin TO controlroom_app")


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
