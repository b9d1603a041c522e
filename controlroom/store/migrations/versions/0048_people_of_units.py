"""Accounts that report for a field unit: which one it is."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("unit", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
