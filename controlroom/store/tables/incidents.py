"""What the field reports, and how much of it came in each hour."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from controlroom.store.tables.columns import metadata, when, whole, words

incident = Table(
    "incident",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    words("unit"),
    words("kind"),
    when("at"),
    when("received_at"),
    whole("priority"),
    words("status"),
    words("site", nullable=True),
    words("visit", nullable=True),
    Column("position", JSONB),
    words("text", nullable=True),
    words("facts", nullable=True),
    words("assessment", nullable=True),
    Column("vehicle", JSONB),
    words("taken_by", nullable=True),
    when("taken_at", nullable=True),
    Column("settled", Boolean, nullable=False),
    words("area", nullable=True),
)
Index("incident_of_visit", incident.c.visit, postgresql_where=incident.c.visit.is_not(None))
Index("incident_at", incident.c.at)
Index("incident_of_site", incident.c.site, incident.c.id, postgresql_where=text("site IS NOT NULL"))

bulletin = Table(
    "bulletin",
    metadata,
    Column("key", Text, primary_key=True),
    words("unit"),
    words("status"),
    words("sender"),
    words("identifier"),
    when("sent_at"),
    when("expires_at"),
    Column("incident", BigInteger),
    Column("over", Boolean, nullable=False),
)

incident_hour = Table(
    "incident_hour",
    metadata,
    Column("hour", TIMESTAMP(timezone=True), primary_key=True),
    whole("actual"),
    postgresql_with={"fillfactor": 20},
)
"""How many actual incidents came in each hour: kept by a trigger with the incidents, so that nobody has to
count a day of them."""
