"""What a page costs follows what is open, however much has been."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_hour",
        sa.Column("hour", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actual", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour"),
        postgresql_with={"fillfactor": 20},
    )
    for statement in (*COUNT_INCIDENTS, COUNT_WHAT_IS_THERE, *RIGHTS):
        op.execute(statement)
    op.drop_index("incident_received_at", "incident")
    op.drop_index("presence_due", "presence")
    op.execute("ALTER TABLE presence SET (fillfactor = 20)")
    op.create_index(op.f("ix_session_ends_at"), "session", ["ends_at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


COUNT_INCIDENTS = (
    """
    CREATE FUNCTION count_incidents() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO incident_hour AS h (hour, actual)
        SELECT date_trunc('hour', received_at, 'UTC'), count(*) FROM fresh WHERE status = 'actual' GROUP BY 1
        ON CONFLICT (hour) DO UPDATE SET actual = h.actual + excluded.actual;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER count_incidents AFTER INSERT ON incident REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION count_incidents()
    """,
    "REVOKE ALL ON FUNCTION count_incidents FROM PUBLIC",
)
"""What was in the table before, as in an upsert, is not counted again."""

COUNT_WHAT_IS_THERE = """
INSERT INTO incident_hour (hour, actual)
SELECT date_trunc('hour', received_at, 'UTC'), count(*) FROM incident WHERE status = 'actual' GROUP BY 1
"""
RIGHTS = (
    "REVOKE ALL ON incident_hour FROM PUBLIC",
    "GRANT SELECT ON incident_hour TO controlroom_app",
)
