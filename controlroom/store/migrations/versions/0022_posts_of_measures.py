"""For which measure a post stands. A program of before leaves it out, and closes no post."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("measure", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
