"""A plate is found by itself, where parts of it are looked for among others."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("vehicle_plate", "vehicle", ["plate"])


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
