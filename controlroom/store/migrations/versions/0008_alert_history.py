"""What happened to one alert is found by its number, however long the journal is."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX journal_of_alert ON journal (((body::jsonb ->> 'alert')::bigint), seq) "
        "WHERE kind LIKE 'alert.%' AND kind <> 'alert.raised'"
    )


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
