"""Measures, with all their versions."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import DATE, JSONB

from controlroom.store.tables.columns import metadata, when, whole, words

measure = Table(
    "measure",
    metadata,
    Column("id", Text, primary_key=True),
    words("file"),
    words("kind"),
    words("service"),
    words("basis"),
    words("basis_ref"),
    words("state"),
    words("proposed_by"),
    when("proposed_at"),
    when("valid_from"),
    when("valid_to", nullable=True),
    Column("review_on", DATE),
    Column("versions", JSONB, nullable=False),
    Column("pending", JSONB),
    Column("turned_down", JSONB, nullable=False),
    Column("in_force", Integer),
    when("urgent_at", nullable=True),
    Column("unconfirmed", Boolean, nullable=False),
    whole("expiring"),
    when("patrols_until", nullable=True),
    when("ended_at", nullable=True),
    Index("measure_file", "file"),
    Index("measure_proposed_at", "proposed_at", "id"),
)

OPEN_MEASURE: Final = text("state NOT IN ('refused', 'withdrawn', 'ended')")
"""The same as not watch.measures.MeasureState.over."""
Index("measure_open", measure.c.file, postgresql_where=OPEN_MEASURE)
WAITING_MEASURE: Final = text("(state = 'urgent_provisional' OR pending IS NOT NULL)")
"""Those that the approver has to decide on."""
Index("measure_waiting", measure.c.proposed_at, postgresql_where=WAITING_MEASURE)
ACTING_MEASURE: Final = text("in_force IS NOT NULL")
Index("measure_acting", measure.c.valid_to, postgresql_where=ACTING_MEASURE)
