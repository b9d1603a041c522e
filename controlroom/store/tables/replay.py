"""From where the past is folded again when somebody looks at it.

Derived from the journal: both tables may be emptied together, and are filled again.
"""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from controlroom.store.tables.columns import metadata, when, words

replay_base = Table(
    "replay_base",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    when("at"),
    words("form"),
    words("body"),
    Index("replay_base_at", "at"),
)
"""All that was going on after the event `seq`, recorded `at`: one JSON object, rows by table."""

replay_left_out = Table(
    "replay_left_out",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    words("thing"),
)
"""What was over and is therefore in no base from `seq` on: as it was then, and until something touches it."""
