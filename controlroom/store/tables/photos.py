"""The photos of the reports of companies: beside the journal, and no part of the fold."""

from sqlalchemy import Column, LargeBinary, Table, Text

from controlroom.store.tables.columns import metadata, when, whole, words

photo = Table(
    "photo",
    metadata,
    Column("report", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    words("by"),
    when("kept_at"),
    whole("width"),
    whole("height"),
    Column("content", LargeBinary, nullable=False),
)
"""`digest`: SHA-256 of the content, which is a JPEG and is not compressed a second time."""
