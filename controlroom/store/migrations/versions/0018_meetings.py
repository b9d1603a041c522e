"""Meetings of the partners over one file."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("called_by", sa.Text, nullable=False),
        sa.Column("called_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("invited", postgresql.JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("analysis", postgresql.JSONB),
        sa.Column("opinions", postgresql.JSONB, nullable=False),
        sa.Column("decision", postgresql.JSONB),
        sa.Column("minutes", postgresql.JSONB),
        sa.Column("held_at", postgresql.TIMESTAMP(timezone=True)),
    )
    op.execute("REVOKE ALL ON meeting FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON meeting TO controlroom_app")
    op.create_index("meeting_at", "meeting", ["at"])
    op.create_index("meeting_of_file", "meeting", ["file"])
    op.create_index(
        "meeting_invited",
        "meeting",
        ["invited"],
        postgresql_using="gin",
        postgresql_ops={"invited": "jsonb_path_ops"},
    )


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
