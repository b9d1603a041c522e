"""Visits and their legs."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    and_,
    false,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, whole, words

visit = Table(
    "visit",
    metadata,
    Column("code", Text, primary_key=True),
    words("code_name"),
    words("rank"),
    words("kind"),
    words("delegation"),
    when("starts_at"),
    when("ends_at"),
    whole("threat_level"),
    words("event", nullable=True),
    whole("legs"),
    Column("open_legs", ARRAY(Integer), nullable=False),
    words("state"),
    words("person", nullable=True),
    Column("places", ARRAY(Text), nullable=False, server_default="{}"),
    Column("intake", JSONB, nullable=True),
    Column("team", ARRAY(Text), nullable=False, server_default="{}"),
    Column("programme", Integer, nullable=False, server_default="1"),
    Column("versions", JSONB, nullable=False, server_default="[]"),
    Column("released", Boolean, nullable=False, server_default=true()),
    Column("unapproved", Boolean, nullable=False, server_default=false()),
    words("planned_by", nullable=True),
    words("approved_by", nullable=True),
    when("approved_at", nullable=True),
    Column("revision", Integer, nullable=False, server_default="0"),
)

OPEN_VISIT: Final = text("state NOT IN ('closed', 'cancelled')")
COMING_VISIT: Final = text("state NOT IN ('closed', 'cancelled', 'postponed')")
"""It is on, or has a day on which it is to be."""


def visit_is_on(begins: datetime, ends: datetime) -> ColumnElement[bool]:
    """At any moment between them, however long ago it began: a guest may stay for months."""
    return and_(visit.c.starts_at < ends, visit.c.ends_at > begins)


Index("visit_open", visit.c.code, postgresql_where=OPEN_VISIT)
Index("visit_coming", visit.c.starts_at, postgresql_where=COMING_VISIT)
Index("visit_starts_at", visit.c.starts_at)
Index("visit_event", visit.c.event, postgresql_where=visit.c.event.is_not(None))
Index("visit_ends_at", visit.c.ends_at)

VISIT_WORDS: Final = text("file_words(ARRAY[code, code_name, delegation, event, 'visit0' || kind])")
Index("visit_of_person", visit.c.person, visit.c.starts_at, postgresql_where=visit.c.person.is_not(None))
Index("visit_words", VISIT_WORDS, _table=visit, postgresql_using="gin")

leg = Table(
    "leg",
    metadata,
    Column("id", Text, primary_key=True),
    words("visit"),
    whole("number"),
    words("origin"),
    words("destination"),
    when("planned_start"),
    when("planned_end"),
    Column("units", ARRAY(Text), nullable=False),
    whole("convoy"),
    words("state"),
    when("depart_by", nullable=True),
    when("eta", nullable=True),
    when("eta_said_at", nullable=True),
    when("departed_at", nullable=True),
    when("arrived_at", nullable=True),
    whole("overdue"),
    when("behind_at", nullable=True),
    words("behind_cause", nullable=True),
    Column("held", Boolean, nullable=False, server_default=false()),
    Index("leg_visit", "visit", "number"),
    Index("leg_explained", "behind_cause", postgresql_where=text("behind_cause IS NOT NULL")),
)
