"""Of which measure a check is a round. A program of before leaves it out, and goes by the name of a round."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("patrol_check", sa.Column("measure", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
