"""When an alert first asked for somebody, and what the page of alarm health looks things up by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert", sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.execute(WHAT_IS_THERE)
    op.alter_column("alert", "asked_at", server_default=sa.text("now()"))
    op.create_index("alert_asked_at", "alert", ["asked_at"])
    op.create_index(
        "alert_took_long",
        "alert",
        ["ended_at"],
        postgresql_where=sa.text("ended_at - asked_at > interval '24 hours'"),
    )
    op.create_index(
        "journal_load_mark",
        "journal",
        ["recorded_at"],
        postgresql_where=sa.text("kind IN ('alert.chattered', 'flood.began', 'flood.ended')"),
    )


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


WHAT_IS_THERE = """
UPDATE alert SET asked_at = asked.at FROM (
    SELECT coalesce((body::jsonb ->> 'alert')::bigint, seq) AS id, min(recorded_at) AS at FROM journal
    WHERE kind IN ('alert.raised', 'alert.changed') AND body::jsonb ->> 'status' = 'actual'
        AND coalesce(body::jsonb ->> 'suppression', 'none') = 'none'
    GROUP BY 1
) AS asked WHERE asked.id = alert.id
"""
"""It was raised for somebody, or it was released, or it turned out to be no exercise."""
