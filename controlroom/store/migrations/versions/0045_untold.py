"""What companies are told of sector alerts: until when it may be sent; of a webhook whose and which it is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("mail", sa.Column("valid_until", MOMENT, nullable=True))
    op.add_column("webhook_delivery", sa.Column("company", sa.Text(), nullable=True))
    op.add_column("webhook_delivery", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("webhook_delivery", sa.Column("valid_until", MOMENT, nullable=True))
    op.execute(WHOSE)
    for box in ("mail", "webhook_delivery"):
        op.execute(UNTIL.format(box=box))
    op.create_index(
        "webhook_delivery_valid_until",
        "webhook_delivery",
        ["valid_until"],
        postgresql_where=sa.text("state = 'pending' AND valid_until IS NOT NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


WHOSE = """
UPDATE webhook_delivery SET company = body::jsonb #>> '{data,company}',
    number = (body::jsonb #>> '{data,number}')::int
WHERE sector_alert IS NOT NULL
"""
UNTIL = """
UPDATE {box} b SET valid_until = (m.message #>> '{{content,expires_at}}')::timestamptz
FROM sector_alert a, jsonb_array_elements(a.messages) AS m (message)
WHERE b.state = 'pending' AND a.ref = b.sector_alert AND (m.message ->> 'number')::int = b.number
  AND m.message ->> 'msg_type' <> 'cancel'
"""
