"""When an acknowledgement was taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert", sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
