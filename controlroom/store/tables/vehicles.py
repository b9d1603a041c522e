"""Vehicles that were sighted."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, whole, words

vehicle = Table(
    "vehicle",
    metadata,
    Column("key", Text, primary_key=True),
    words("plate", nullable=True),
    words("country", nullable=True),
    words("make", nullable=True),
    words("colour", nullable=True),
    Column("said_seq", BigInteger),
    Column("partial", Boolean, nullable=False),
    Column("sightings", JSONB, nullable=False),
    Column("files", ARRAY(Text), nullable=False, server_default="{}"),
    when("seen_at", nullable=True),
    words("verdict", nullable=True),
    when("assessed_at", nullable=True),
    words("assessed_by", nullable=True),
    Column("assessed_seq", BigInteger),
    when("listed_from", nullable=True),
    when("listed_until", nullable=True),
    Column("priority", Integer),
    whole("version"),
)
Index("vehicle_seen", vehicle.c.seen_at, postgresql_where=vehicle.c.plate.is_not(None))
Index("vehicle_said", vehicle.c.said_seq)
Index("vehicle_plate", vehicle.c.plate)
Index("vehicle_open", vehicle.c.priority, vehicle.c.seen_at, postgresql_where=text("priority IS NOT NULL"))
Index("vehicle_listed", vehicle.c.listed_until, postgresql_where=text("listed_until IS NOT NULL"))
Index(
    "vehicle_investigated",
    vehicle.c.seen_at,
    postgresql_where=text("verdict = 'under_investigation'"),
)
Index("vehicle_partial", vehicle.c.seen_at, postgresql_where=text("partial AND plate IS NOT NULL"))

plate = Table("plate", metadata, Column("key", Text, primary_key=True), words("plate"))
"""Of each vehicle, kept by a trigger: the indexes below would cost a vehicle that comes back too much."""
PLATE_PARTS: Final = text("plate_parts(plate)")
"""Each two and three characters that stand side by side in the plate, so that a part of it is found."""
PLATE_LOOKS: Final = text("plate_looks(plate)")
"""How the plate looks, and how it looks without one of its characters, as watch.vehicles.near has it."""
AT_ONCE: Final = {"fastupdate": False}
"""Else one report would wait for the plates of ten thousand."""
Index("plate_by_parts", PLATE_PARTS, _table=plate, postgresql_using="gin", postgresql_with=AT_ONCE)
Index("plate_by_looks", PLATE_LOOKS, _table=plate, postgresql_using="gin", postgresql_with=AT_ONCE)
