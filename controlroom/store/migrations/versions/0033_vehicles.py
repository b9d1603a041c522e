"""Vehicles that were sighted, found by a part of their plate or by one that looks like it."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("vehicle", *VEHICLE)
    op.create_index("vehicle_said", "vehicle", ["said_seq"])
    for name, columns, where in INDEXES:
        op.create_index(name, "vehicle", columns, postgresql_where=sa.text(where))
    op.create_index(
        "journal_of_vehicle",
        "journal",
        [sa.text("(body::jsonb ->> 'vehicle')"), "seq"],
        postgresql_where=sa.text("kind LIKE 'vehicle.%'"),
    )
    for statement in (*GRANTED, *FOUND_BY, FORGET, FORGETS, PURGE, *ALLOWED):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=True)


def _when(name: str) -> sa.Column[Any]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), nullable=True)


VEHICLE: tuple[sa.Column[Any], ...] = (
    sa.Column("key", sa.Text(), primary_key=True),
    _words("plate"),
    _words("country"),
    _words("make"),
    _words("colour"),
    sa.Column("said_seq", sa.BigInteger(), nullable=True),
    sa.Column("partial", sa.Boolean(), nullable=False),
    sa.Column("sightings", postgresql.JSONB(), nullable=False),
    _when("seen_at"),
    _words("verdict"),
    _when("assessed_at"),
    _words("assessed_by"),
    sa.Column("assessed_seq", sa.BigInteger(), nullable=True),
    _when("listed_from"),
    _when("listed_until"),
    sa.Column("priority", sa.Integer(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
)
INDEXES = (
    ("vehicle_seen", ["seen_at"], "plate IS NOT NULL"),
    ("vehicle_open", ["priority", "seen_at"], "priority IS NOT NULL"),
    ("vehicle_listed", ["listed_until"], "listed_until IS NOT NULL"),
    ("vehicle_investigated", ["seen_at"], "verdict = 'under_investigation'"),
    ("vehicle_partial", ["seen_at"], "partial AND plate IS NOT NULL"),
)
GRANTED = (
    "REVOKE ALL ON vehicle FROM PUBLIC",
    "GRANT SELECT, INSERT, UPDATE ON vehicle TO controlroom_app",
)
FOUND_BY = (
    """
    CREATE FUNCTION plate_parts(plate text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_agg(DISTINCT substr(plate, place, size))
        FROM generate_series(1, length(plate)) AS place, generate_series(2, 3) AS size
        WHERE place + size - 1 <= length(plate)
    $$
    """,
    """
    CREATE FUNCTION plate_looks(plate text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_agg(DISTINCT overlay(translate(plate, '018', 'OIB') placing '' from place for 1))
            || translate(plate, '018', 'OIB')
        FROM generate_series(1, length(plate)) AS place
    $$
    """,
    "CREATE INDEX vehicle_parts ON vehicle USING gin (plate_parts(plate))",
    "CREATE INDEX vehicle_looks ON vehicle USING gin (plate_looks(plate))",
)
FORGET = """
CREATE FUNCTION forget_which_vehicle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE vehicle SET plate = NULL, country = NULL, make = NULL, colour = NULL WHERE said_seq = NEW.seq;
    RETURN NULL;
END $$
"""
FORGETS = """
CREATE TRIGGER forget_which_vehicle AFTER UPDATE OF private ON journal FOR EACH ROW
WHEN (NEW.private IS NULL AND NEW.kind = 'vehicle.sighted')
EXECUTE FUNCTION forget_which_vehicle()
"""
"""What `erase_private` takes out of the journal does not stay with the vehicle either."""
PURGE = """
CREATE FUNCTION purge_sightings(purged bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    UPDATE journal s SET private = NULL, salt = NULL
    FROM journal p WHERE p.seq = ANY(purged) AND p.kind = 'vehicle.sightings_purged'
        AND s.kind LIKE 'vehicle.%' AND s.body::jsonb ->> 'vehicle' = p.body::jsonb ->> 'vehicle'
        AND s.seq <= (p.body::jsonb ->> 'up_to')::bigint AND s.kind = 'vehicle.sighted'
        AND s.recorded_at <= p.recorded_at - interval '720 hours' AND s.private IS NOT NULL
$$
"""
"""What the watch itself may take away: sightings of 30 days and more, and only what a row of the journal
says was purged."""
ALLOWED = (
    "REVOKE ALL ON FUNCTION purge_sightings FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION purge_sightings TO controlroom_app",
)
