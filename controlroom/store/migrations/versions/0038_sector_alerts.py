"""Alerts to the companies of a sector, what each company was sent of them, and where companies work."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "company", sa.Column("regions", postgresql.ARRAY(sa.Text), nullable=False, server_default="{}")
    )
    op.create_table("sector_alert", *SECTOR_ALERT)
    op.create_table("notice", *NOTICE)
    for name in ("sector_alert", "notice"):
        op.execute(f"REVOKE ALL ON {name} FROM PUBLIC")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {name} TO controlroom_app")
    op.create_index("sector_alert_number", "sector_alert", ["number"])
    op.create_index(
        "sector_alert_for_warning", "sector_alert", ["basis"], postgresql_where=sa.text("basis IS NOT NULL")
    )
    still_open = sa.text("state IN ('draft', 'submitted', 'released')")
    op.create_index("sector_alert_open", "sector_alert", ["number"], postgresql_where=still_open)
    op.create_index("notice_of_alert", "notice", ["sector_alert"])
    op.create_index("notice_to_company", "notice", ["company", "seq"])


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _when(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), nullable=nullable)


SECTOR_ALERT: tuple[sa.Column[Any], ...] = (
    sa.Column("ref", sa.Text, primary_key=True),
    _words("state"),
    sa.Column("exercise", sa.Boolean, nullable=False),
    _words("basis", nullable=True),
    _words("opened_by"),
    _when("opened_at"),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("proposal", postgresql.JSONB),
    sa.Column("texts", postgresql.JSONB),
    sa.Column("texts_seq", sa.BigInteger),
    sa.Column("messages", postgresql.JSONB, nullable=False),
    _when("over_at", nullable=True),
    _words("over_by", nullable=True),
)
NOTICE: tuple[sa.Column[Any], ...] = (
    sa.Column("key", sa.Text, primary_key=True),
    _words("sector_alert"),
    _words("company"),
    sa.Column("exercise", sa.Boolean, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("sent", postgresql.JSONB, nullable=False),
    sa.Column("receipts", postgresql.JSONB, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("over", sa.Boolean, nullable=False),
)
