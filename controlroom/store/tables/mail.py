"""Where companies are told of sector alerts by mail, and what is and was to be sent there."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, SmallInteger, Table, Text, text

from controlroom.store.tables.columns import metadata, when, whole, words

mail_address = Table(
    "mail_address",
    metadata,
    Column("company", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    words("language", nullable=True),
    when("added_at"),
    when("refused_at", nullable=True),
)
"""Kept beside the journal: an address names a person, and who has left is to be forgotten at once."""

mail_line = Table(
    "mail_line",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    when("failing_since", nullable=True),
)
"""One row: up to which number of the journal all mail is in the outbox, and how the server is."""

MAIL_PENDING: Final = text("state = 'pending'")

mail = Table(
    "mail",
    metadata,
    Column("id", Text, primary_key=True),
    words("company"),
    words("address"),
    words("sector_alert"),
    whole("number"),
    Column("reminder", Boolean, nullable=False),
    words("said"),
    words("state"),
    whole("attempts"),
    when("next_at"),
    Column("last_status", Integer),
    words("last_error", nullable=True),
    Column("took_ms", Integer),
    when("made_at"),
    when("delivered_at", nullable=True),
    when("valid_until", nullable=True),
    Index("mail_due", "next_at", postgresql_where=MAIL_PENDING),
    Index("mail_of_sector_alert", "sector_alert", "number"),
    Index("mail_made_at", "made_at"),
)
"""`id` is what stands between the angles of its Message-ID, `said` the whole message as it goes out.

After `valid_until` it is not sent any more.
"""
