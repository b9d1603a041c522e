"""Receivers of webhooks that are a company's, told of sector alerts alone."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("webhook", sa.Column("company", sa.Text(), nullable=True))
    op.add_column("webhook_delivery", sa.Column("sector_alert", sa.Text(), nullable=True))
    op.create_index(
        "webhook_delivery_of_sector_alert",
        "webhook_delivery",
        ["webhook", "sector_alert", "seq"],
        unique=True,
    )


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
