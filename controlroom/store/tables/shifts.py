"""Who has the watch, and what they leave to the next: the entries of the log and their flags."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, words

duty = Table(
    "duty",
    metadata,
    Column("room", Text, primary_key=True),
    words("officer", nullable=True),
    when("officer_since", nullable=True),
    words("deputy", nullable=True),
    when("deputy_since", nullable=True),
    words("leader", nullable=True),
    when("leader_since", nullable=True),
    when("empty_since", nullable=True),
    Column("nobody", Boolean, nullable=False),
    words("shift", nullable=True),
)

visitor = Table(
    "visitor",
    metadata,
    Column("room", Text, primary_key=True),
    when("came_at", nullable=True),
    words("by", nullable=True),
)

shift = Table(
    "shift",
    metadata,
    Column("id", Text, primary_key=True),
    when("starts_at"),
    when("ends_at", nullable=True),
    words("officer", nullable=True),
    words("deputy", nullable=True),
    words("leader", nullable=True),
    words("state"),
    when("opened_at", nullable=True),
    Column("unsigned", Boolean, nullable=False),
    words("prepared_by", nullable=True),
    when("prepared_at", nullable=True),
    Column("prepared_seq", BigInteger),
    words("outgoing", nullable=True),
    words("place", nullable=True),
    words("incoming", nullable=True),
    when("taken_up_at", nullable=True),
    Column("items", JSONB, nullable=False),
    Column("ticks", JSONB, nullable=False),
    Column("along", ARRAY(Text), nullable=False),
    when("outgoing_signed_at", nullable=True),
    when("incoming_signed_at", nullable=True),
    Column("signed_seq", BigInteger),
    when("closed_at", nullable=True),
    Index("shift_starts_at", "starts_at"),
)

COMING_SHIFT: Final = text("state IN ('planned', 'waiting')")
Index("shift_coming", shift.c.starts_at, postgresql_where=COMING_SHIFT)
SIGNED_SHIFT: Final = text("signed_seq IS NOT NULL")
Index("shift_signed", shift.c.signed_seq, postgresql_where=SIGNED_SHIFT)

log_entry = Table(
    "log_entry",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    words("by"),
    when("written_at"),
    Column("about", ARRAY(Text), nullable=False),
    Column("corrects", BigInteger),
    Column("corrected_as", BigInteger),
    words("corrected_by", nullable=True),
    when("corrected_at", nullable=True),
)
"""Its words are in the journal alone, and so in no second place from which they would have to be erased."""

flag = Table(
    "flag",
    metadata,
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    words("by"),
    when("at"),
    words("shift", nullable=True),
    Column("pinned", Boolean, nullable=False),
    when("taken_off_at", nullable=True),
)

STANDING_FLAG: Final = text("taken_off_at IS NULL")
Index("flag_standing", flag.c.shift, postgresql_where=STANDING_FLAG)
