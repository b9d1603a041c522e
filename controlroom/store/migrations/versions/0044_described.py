"""Reports that describe the same person, as people linked them or told them apart."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("described", *DESCRIBED)
    op.execute("REVOKE ALL ON described FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON described TO controlroom_app")
    op.add_column("early_warning", sa.Column("described", sa.Text(), nullable=True))
    op.add_column(
        "early_warning", sa.Column("unlike", postgresql.JSONB(), nullable=False, server_default="[]")
    )
    op.create_index(
        "early_warning_described",
        "early_warning",
        ["described"],
        postgresql_where=sa.text("described IS NOT NULL"),
    )
    op.create_index("early_warning_received", "early_warning", ["received_at"])
    op.create_index(
        "journal_of_described",
        "journal",
        [sa.text("(body::jsonb ->> 'described')"), "seq"],
        postgresql_where=sa.text(
            "kind IN ('early_warning.linked', 'early_warning.unlinked', 'described.assessed')"
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _when(name: str) -> sa.Column[Any]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), nullable=True)


DESCRIBED: tuple[sa.Column[Any], ...] = (
    sa.Column("key", sa.Text(), primary_key=True),
    sa.Column("sightings", postgresql.JSONB(), nullable=False),
    sa.Column("files", postgresql.ARRAY(sa.Text), nullable=False),
    _when("seen_at"),
    sa.Column("verdict", sa.Text(), nullable=True),
    _when("assessed_at"),
    sa.Column("assessed_by", sa.Text(), nullable=True),
    sa.Column("priority", sa.Integer(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
)
