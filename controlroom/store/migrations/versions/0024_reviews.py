"""Monthly reviews of the measures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("lines", postgresql.JSONB, nullable=False),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True)),
    )
    op.execute("REVOKE ALL ON review FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON review TO controlroom_app")


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
