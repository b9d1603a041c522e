"""Threat levels, the measures that are usual at them, and gatherings of many people."""

from typing import Final

from sqlalchemy import ARRAY, Column, Double, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, words

threat = Table(
    "threat",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("level", Integer),
    when("since", nullable=True),
    when("until", nullable=True),
    words("source", nullable=True),
    words("by", nullable=True),
    Column("plausibility", Integer),
    Column("severity", Integer),
    Column("before", JSONB, nullable=False, server_default="[]"),
    Column("coming", JSONB, nullable=False, server_default="[]"),
    Column("asked", ARRAY(Text), nullable=False, server_default="{}"),
)

baseline = Table(
    "baseline",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kinds", ARRAY(Text), nullable=False),
)

gathering = Table(
    "gathering",
    metadata,
    Column("id", Text, primary_key=True),
    words("title"),
    words("kind"),
    words("theme"),
    words("place"),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    when("starts_at"),
    when("ends_at"),
    Column("expected", Integer),
    when("cancelled_at", nullable=True),
    Index("gathering_starts_at", "starts_at"),
    Index("gathering_place", "lat", "lon"),
)

GATHERING_WORDS: Final = text("file_words(ARRAY[id, title, place, 'gathering0' || kind])")
Index("gathering_words", GATHERING_WORDS, _table=gathering, postgresql_using="gin")
