"""The clocks of the watch's own machines, as far as one was ever off."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("off_s", sa.Double(), nullable=False),
        sa.Column("noted_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.execute("REVOKE ALL ON clock FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON clock TO controlroom_app")


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
