"""Alerts to the companies of a sector, and what each company was sent of them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, words

sector_alert = Table(
    "sector_alert",
    metadata,
    Column("ref", Text, primary_key=True),
    words("state"),
    Column("exercise", Boolean, nullable=False),
    words("basis", nullable=True),
    words("opened_by"),
    when("opened_at"),
    Column("number", BigInteger, nullable=False),
    Column("proposal", JSONB),
    Column("texts", JSONB),
    Column("texts_seq", BigInteger),
    Column("messages", JSONB, nullable=False),
    when("over_at", nullable=True),
    words("over_by", nullable=True),
    Index("sector_alert_number", "number"),
    Index("sector_alert_for_warning", "basis", postgresql_where=text("basis IS NOT NULL")),
)
"""What a message says stands in the journal alone; `texts` are the words of one that is being written."""

OPEN_SECTOR_ALERT = text("state IN ('draft', 'submitted', 'released')")
Index("sector_alert_open", sector_alert.c.number, postgresql_where=OPEN_SECTOR_ALERT)

notice = Table(
    "notice",
    metadata,
    Column("key", Text, primary_key=True),
    words("sector_alert"),
    words("company"),
    Column("exercise", Boolean, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("sent", JSONB, nullable=False),
    Column("receipts", JSONB, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("over", Boolean, nullable=False),
    Index("notice_of_alert", "sector_alert"),
    Index("notice_to_company", "company", "seq"),
)
