"""Receivers outside, and what was and is to be delivered to them."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Column, Index, Integer, SmallInteger, Table, Text, text

from controlroom.store.tables.columns import metadata, when, whole, words

webhook = Table(
    "webhook",
    metadata,
    Column("name", Text, primary_key=True),
    words("url"),
    words("secret", nullable=True),
    words("old_secret", nullable=True),
    when("old_until", nullable=True),
    whole("priority"),
    Column("kinds", ARRAY(Text), nullable=False),
    Column("after_seq", BigInteger, nullable=False),
    when("made_at"),
    when("failing_since", nullable=True),
    when("revoked_at", nullable=True),
    words("revoked_because", nullable=True),
    words("company", nullable=True),
)
"""That of a company is told of sector alerts to it, and of nothing else."""

webhook_cursor = Table(
    "webhook_cursor",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
)
"""One row: up to which number of the journal everything is in the outbox."""

PENDING: Final = text("state = 'pending'")

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Text, primary_key=True),
    words("webhook"),
    Column("seq", BigInteger),
    Column("alert", BigInteger),
    words("kind"),
    words("body"),
    words("state"),
    whole("attempts"),
    when("next_at"),
    Column("last_status", Integer),
    words("last_error", nullable=True),
    Column("took_ms", Integer),
    when("made_at"),
    when("delivered_at", nullable=True),
    words("sector_alert", nullable=True),
    words("company", nullable=True),
    Column("number", Integer),
    when("valid_until", nullable=True),
    Index("webhook_delivery_due", "webhook", "next_at", postgresql_where=PENDING),
    Index("webhook_delivery_of_alert", "webhook", "alert", "seq", unique=True),
    Index("webhook_delivery_of_sector_alert", "webhook", "sector_alert", "seq", unique=True),
    Index("webhook_delivery_made_at", "webhook", "made_at"),
    Index(
        "webhook_delivery_valid_until",
        "valid_until",
        postgresql_where=text("state = 'pending' AND valid_until IS NOT NULL"),
    ),
)
"""`seq` and `alert` are of the event that it tells; a test has none.

`company` and `number`: to whom a message of an alert to a sector is told, and which. After `valid_until` it
is not sent any more.
"""
