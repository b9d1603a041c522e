"""Protected persons."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, text

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
    words("institution", nullable=True),
    words("name", nullable=True),
    words("function", nullable=True),
    Column("said_seq", BigInteger),
    when("closed_at", nullable=True),
    whole("version"),
)
Index("person_of_institution", person.c.institution)

PERSON_WORDS: Final = text(
    "file_words(ARRAY[code, code_name, name, function, organisation, 'country0' || country])"
)
Index("person_words", PERSON_WORDS, _table=person, postgresql_using="gin")
