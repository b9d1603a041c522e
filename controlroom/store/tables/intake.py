"""What came in beside the journal: who was heard when, how far connectors have read, what was of no use."""

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, words

presence = Table(
    "presence",
    metadata,
    Column("unit", Text, primary_key=True),
    when("heard_at"),
    when("due_at", nullable=True),
    Column("position", JSONB),
    postgresql_with={"fillfactor": 20},
)
"""Each unit's row is written anew every second or so. Without an index on what changes, and with room on its
page, that leaves nothing behind; who fell silent is found among a few hundred units without one."""

feed = Table(
    "feed",
    metadata,
    Column("name", Text, primary_key=True),
    words("kind"),
    words("state"),
    words("note"),
    when("last_at", nullable=True),
    when("failing_since", nullable=True),
)

connector_position = Table(
    "connector_position",
    metadata,
    Column("name", Text, primary_key=True),
    words("position"),
    when("saved_at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    words("unit"),
    words("feed"),
    when("received_at"),
    words("reason"),
    Column("raw", LargeBinary, nullable=False),
    Index("quarantine_unit", "unit", "id"),
)
