"""The early-warning network: its companies, and what they report."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, whole, words

company = Table(
    "company",
    metadata,
    Column("code", Text, primary_key=True),
    words("name"),
    words("sector"),
    Column("sites", ARRAY(Text), nullable=False),
    Column("regions", ARRAY(Text), nullable=False, server_default="{}"),
)

behaviour = Table(
    "behaviour",
    metadata,
    Column("key", Text, primary_key=True),
    Column("days", JSONB, nullable=False),
    Column("cluster", JSONB),
)

described = Table(
    "described",
    metadata,
    Column("key", Text, primary_key=True),
    Column("sightings", JSONB, nullable=False),
    Column("files", ARRAY(Text), nullable=False),
    when("seen_at", nullable=True),
    words("verdict", nullable=True),
    when("assessed_at", nullable=True),
    words("assessed_by", nullable=True),
    Column("priority", Integer),
    whole("version"),
)
"""Which reports people linked; no word of them."""

early_warning = Table(
    "early_warning",
    metadata,
    Column("ref", Text, primary_key=True),
    words("company"),
    words("site"),
    words("behaviour"),
    when("at"),
    when("received_at"),
    words("by"),
    words("status"),
    whole("level"),
    Column("number", BigInteger, nullable=False),
    words("state"),
    words("triaged_by", nullable=True),
    when("triaged_at", nullable=True),
    Column("shared", JSONB, nullable=False),
    Column("opinions", JSONB, nullable=False),
    words("investigated_by", nullable=True),
    when("investigated_at", nullable=True),
    Column("assessments", JSONB, nullable=False),
    Column("feedback", JSONB),
    words("outcome", nullable=True),
    words("closed_by", nullable=True),
    when("closed_at", nullable=True),
    Column("unread", Boolean, nullable=False),
    Column("unanswered", Integer, nullable=False),
    when("purged_at", nullable=True),
    words("described", nullable=True),
    Column("unlike", JSONB, nullable=False, server_default="[]"),
    Index("early_warning_of_company", "company", "number"),
    Index("early_warning_at_site", "site", "number"),
    Index("early_warning_number", "number"),
    Index("early_warning_received", "received_at"),
    Index("early_warning_described", "described", postgresql_where=text("described IS NOT NULL")),
    Index(
        "early_warning_shared", "shared", postgresql_using="gin", postgresql_ops={"shared": "jsonb_path_ops"}
    ),
)
"""What is said in one stands in the journal alone, and so in no second place from which to erase it."""

OPEN_WARNING: Final = text("state <> 'closed'")
Index("early_warning_open", early_warning.c.number, postgresql_where=OPEN_WARNING)
