"""How often a behaviour is reported at a site, counted from now on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "behaviour",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("days", postgresql.JSONB, nullable=False),
        sa.Column("cluster", postgresql.JSONB, nullable=True),
    )
    op.execute("REVOKE ALL ON behaviour FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON behaviour TO controlroom_app")


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
