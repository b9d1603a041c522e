"""How often a unit called for help: a second call must be heard although the first was acknowledged."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    calls = sa.Column("duress_calls", sa.Integer(), server_default=sa.text("0"), nullable=False)
    op.add_column("unit", calls)
