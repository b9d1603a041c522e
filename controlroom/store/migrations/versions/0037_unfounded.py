"""What was said in an unfounded report is kept for a year; then the watch may erase it, and its photos."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("early_warning", sa.Column("purged_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index(
        "journal_of_warning",
        "journal",
        [sa.text("(body::jsonb ->> 'warning')"), "seq"],
        postgresql_where=sa.text("kind LIKE 'early_warning.%'"),
    )
    for statement in (PURGE, *ALLOWED):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


PURGE = """
CREATE FUNCTION purge_warnings(purged bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    UPDATE journal s SET private = NULL, salt = NULL
    FROM journal p, journal c
    WHERE p.seq = ANY(purged) AND p.kind = 'early_warning.purged'
        AND c.kind LIKE 'early_warning.%' AND c.body::jsonb ->> 'warning' = p.body::jsonb ->> 'warning'
        AND c.kind = 'early_warning.closed' AND c.body::jsonb ->> 'outcome' = 'unfounded'
        AND c.recorded_at <= p.recorded_at - interval '8760 hours'
        AND s.kind LIKE 'early_warning.%' AND s.body::jsonb ->> 'warning' = p.body::jsonb ->> 'warning'
        AND s.private IS NOT NULL
$$
"""
"""What the watch itself may take away: of a report that was closed as unfounded a year ago or more, and only
where a row of the journal says that it was purged. Its photos go by the trigger of `0026`."""
ALLOWED = (
    "REVOKE ALL ON FUNCTION purge_warnings FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION purge_warnings TO controlroom_app",
)
