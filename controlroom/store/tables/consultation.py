"""Why people said that they need what they were shown, and the signed checkpoints of the journal."""

from typing import Final

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary, Table, Text, text

from controlroom.store.tables.columns import metadata, when, words
from controlroom.store.tables.journal import journal

CONSULTATION: Final = text("kind LIKE 'data.%'")
THINGS_OF: Final = text("(body::jsonb -> 'things')")
OF_A_PERSON: Final = text(
    "actor <> 'watch' AND kind NOT IN ('incident.reported', 'leg.reported', 'patrol.reported')"
)
"""What people did; of what units report there is too much for an index that each report would pay for."""

Index("journal_consultation", journal.c.seq, postgresql_where=CONSULTATION)
Index("journal_of_thing", THINGS_OF, _table=journal, postgresql_using="gin", postgresql_where=CONSULTATION)
Index("journal_of_person", journal.c.actor, journal.c.seq, postgresql_where=OF_A_PERSON)

reason_given = Table(
    "reason_given",
    metadata,
    Column("session", LargeBinary, primary_key=True),
    Column("file", Text, primary_key=True),
    words("ground"),
    words("words", nullable=True),
    when("ends_at"),
)
Index("reason_given_ends", reason_given.c.ends_at)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    when("made_at"),
    Column("size", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    words("key_name"),
    words("note"),
)

proof = Table(
    "proof",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    words("asked_by"),
    when("asked_at"),
    when("seen_at"),
    Column("rows", BigInteger, nullable=False),
    Column("of_rows", BigInteger, nullable=False),
    when("ended_at", nullable=True),
    words("broken", nullable=True),
)
