"""What comes again with the weeks and the months: reviews of the measures, meetings of the partners."""

from sqlalchemy import Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, words

meeting = Table(
    "meeting",
    metadata,
    Column("id", Text, primary_key=True),
    words("file"),
    when("at"),
    words("place"),
    words("called_by"),
    when("called_at"),
    Column("invited", JSONB, nullable=False),
    words("state"),
    Column("analysis", JSONB),
    Column("opinions", JSONB, nullable=False),
    Column("decision", JSONB),
    Column("minutes", JSONB),
    when("held_at", nullable=True),
    Index("meeting_at", "at"),
    Index("meeting_of_file", "file"),
    Index("meeting_invited", "invited", postgresql_using="gin", postgresql_ops={"invited": "jsonb_path_ops"}),
)
"""What is said in one stands in the journal alone, and so in no second place from which to erase it."""

review = Table(
    "review",
    metadata,
    Column("month", Text, primary_key=True),
    words("opened_by"),
    when("opened_at"),
    Column("lines", JSONB, nullable=False),
    words("closed_by", nullable=True),
    when("closed_at", nullable=True),
)
