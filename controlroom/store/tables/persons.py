"""Protected persons."""

from sqlalchemy import BigInteger, Boolean, Column, Table, Text

from controlroom.store.tables.columns import metadata, when, whole, words

person = Table(
    "person",
    metadata,
    Column("code", Text, primary_key=True),
    words("code_name"),
    words("rank"),
    Column("in_office", Boolean, nullable=False),
    words("country"),
    words("organisation"),
    words("name", nullable=True),
    words("function", nullable=True),
    Column("said_seq", BigInteger),
    when("closed_at", nullable=True),
    whole("version"),
)
