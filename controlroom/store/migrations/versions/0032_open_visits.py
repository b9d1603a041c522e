"""Visits that are not over are found without looking at those that are."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    still = sa.text("state NOT IN ('closed', 'cancelled')")
    op.create_index("visit_open", "visit", ["code"], postgresql_where=still)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
