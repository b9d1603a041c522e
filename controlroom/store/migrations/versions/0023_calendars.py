"""Secret addresses of private calendars, and by what the delegations of a summit are found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_address",
        sa.Column("account", sa.Text, sa.ForeignKey("account.name"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True)),
        sa.Column("told_on", sa.Date),
    )
    op.execute("REVOKE ALL ON calendar_address FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_address TO controlroom_app")
    op.create_index("visit_event", "visit", ["event"], postgresql_where=sa.text("event IS NOT NULL"))


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
