"""What holds for the whole room: what is set in it, which files are restricted, how the watch itself is."""

from sqlalchemy import ARRAY, Boolean, Column, Double, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, words

rule = Table(
    "rule", metadata, Column("rule", Text, primary_key=True), Column("numbers", JSONB, nullable=False)
)

ladder = Table(
    "ladder",
    metadata,
    Column("priority", Integer, primary_key=True, autoincrement=False),
    Column("rungs", JSONB, nullable=False),
    Column("untouched_s", Integer),
)

file = Table(
    "file",
    metadata,
    Column("ref", Text, primary_key=True),
    when("restricted_at", nullable=True),
    words("restricted_by", nullable=True),
    Column("readers", ARRAY(Text), nullable=False),
)

clock = Table(
    "clock",
    metadata,
    Column("name", Text, primary_key=True),
    words("fault", nullable=True),
    Column("off_s", Double, nullable=False),
    when("noted_at"),
)

component = Table(
    "component",
    metadata,
    Column("name", Text, primary_key=True),
    Column("faulty", Boolean, nullable=False),
    Column("figure", Double, nullable=False),
    when("noted_at"),
)

watched_screen = Table(
    "watched_screen",
    metadata,
    Column("name", Text, primary_key=True),
    Column("in_use", Boolean, nullable=False),
    when("missing_since", nullable=True),
    when("out_until", nullable=True),
)
"""What the journal knows of a screen. Its link, and when it last spoke, are in the table `screen`."""
