"""A month of sightings, as the pen would have stored them: chained in the journal, folded into the vehicles.

Most cars are seen once. A few come every day; of these most were judged harmless an hour ago, and some are a
pattern that nobody has assessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from random import Random
from typing import Final

import asyncpg

from bench.furniture import SITES, UNITS
from controlroom.store.chain import SALT_BYTES, Link, link
from controlroom.store.codec import encode_event, encode_thing
from controlroom.store.engine import connect
from controlroom.store.journal import read_head
from controlroom.store.state import upsert
from controlroom.watch.incidents import Vehicle
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.vehicles import (
    SightedVehicle,
    Source,
    VehicleAssessed,
    VehicleEvent,
    VehicleSighted,
    Verdict,
    apply,
    expectations,
    pseudonym,
)

OFTEN, WEEKLY, ONCE = 120, 4, 1
SHARES: Final = ((OFTEN, 0.02), (WEEKLY, 0.2), (ONCE, 0.78))
"""How often a vehicle was seen, and the share of all sightings that are of such."""
UNJUDGED_OF: Final = 10
"""One of so many that came back is a pattern that nobody has assessed."""
SINCE: Final = timedelta(days=28)
BEFORE: Final = timedelta(hours=1)
"""So long has nobody reported anything, and so long ago were the judgements."""
PLACES: Final = 2
"""Sites at which each of those who come back is seen."""
MAKES: Final = ("Volvo", "VW", "Renault", "Opel", "Toyota")
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALL_PLATES: Final = 9 * 26**3 * 1000
SCATTER: Final = 7_368_787
"""A prime: neighbours by number have plates that are far apart."""
ROWS_AT_ONCE: Final = 20_000
INDEXES: Final = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename IN ('journal', 'vehicle', 'deadline', 'plate')
    AND indexname NOT LIKE '%_pkey'
"""
MOVE_HEAD: Final = "UPDATE head SET seq = $1, hash = $2, ticked_at = clock_timestamp()"
COLUMNS: Final = tuple(one.name for one in fields(Link))
SALT: Final = bytes(SALT_BYTES)
DEADLINE: Final = ("ref", "kind", "nominal_at", "due_at")


@dataclass(frozen=True, slots=True)
class Month:
    """The plates of whoever was seen so often, by what became of them."""

    once: list[str]
    harmless: list[str]
    weekly: list[str]
    pattern: list[str]
    sightings: int
    vehicles: int


@dataclass(frozen=True, slots=True)
class Car:
    key: str
    plate: str
    often: int
    judged: bool


def plate_of(number: int) -> str:
    """Belgian, as they are given out since 2010; each number has another."""
    rest, digits = divmod(number * SCATTER % ALL_PLATES, 1000)
    letters = "".join(LETTERS[rest // 26**n % 26] for n in range(3))
    return f"{rest // 26**3 + 1}{letters}{digits:03}"


async def store_a_month(owner_url: str, sightings: int) -> Month:
    """Into a watch that has its units and sites, and as yet no vehicle."""
    owner = await connect(owner_url, hurry=False)
    try:
        await owner.execute("SET synchronous_commit = off")
        await owner.execute("SET maintenance_work_mem = '512MB'")
        secret = await owner.fetchval("SELECT secret FROM planner_secret")
        cars = list(_cars(secret, sightings))
        indexes = await owner.fetch(INDEXES)
        for name, _ in indexes:
            await owner.execute(f"DROP INDEX {name}")
        head = await _write(owner, cars)
        for _, made_by in indexes:
            await owner.execute(made_by)
        for table in ("journal", "vehicle", "deadline", "plate"):
            await owner.execute(f"VACUUM (ANALYZE) {table}")
        await owner.execute(MOVE_HEAD, *head)
    finally:
        await owner.close()
    return _month(cars)


def _cars(secret: bytes, sightings: int) -> Iterator[Car]:
    number = 0
    for often, share in SHARES:
        for n in range(max(round(sightings * share / often), UNJUDGED_OF)):
            plate = plate_of(number)
            judged = often > ONCE and n % UNJUDGED_OF > 0
            yield Car(pseudonym(secret, plate), plate, often, judged)
            number += 1


def _month(cars: Sequence[Car]) -> Month:
    def plates(often: int, *, judged: bool) -> list[str]:
        return [car.plate for car in cars if car.often == often and car.judged is judged]

    return Month(
        once=plates(ONCE, judged=False),
        weekly=plates(WEEKLY, judged=True),
        harmless=plates(OFTEN, judged=True),
        pattern=plates(OFTEN, judged=False),
        sightings=sum(car.often for car in cars),
        vehicles=len(cars),
    )


async def _write(owner: asyncpg.Connection, cars: Sequence[Car]) -> tuple[int, bytes]:
    """The journal in the order of time, then the vehicles as they are after it; where the journal ends."""
    head = await read_head(owner)
    folded: dict[str, SightedVehicle] = {}
    rows, seq, before = [], head.seq, head.hash
    for at, event in _events(cars, head.now):
        seq += 1
        folded[event.vehicle] = apply(folded.get(event.vehicle), event, seq, at)
        row = _row(before, seq, at, event)
        before = row.hash
        rows.append(tuple(getattr(row, name) for name in COLUMNS))
        if len(rows) == ROWS_AT_ONCE:
            await owner.copy_records_to_table("journal", records=rows, columns=COLUMNS)
            rows.clear()
    await owner.copy_records_to_table("journal", records=rows, columns=COLUMNS)
    await _write_vehicles(owner, list(folded.values()))
    return seq, before


def _row(before: bytes, seq: int, at: datetime, event: VehicleEvent) -> Link:
    body, private = encode_event(event)
    return link(before, seq, at, "bench", event.kind, body, private, None if private is None else SALT)


def _events(cars: Sequence[Car], now: datetime) -> Iterator[tuple[datetime, VehicleEvent]]:
    dice, began = Random(7), now - SINCE - BEFORE
    plan = [
        (SINCE * ((n + dice.random()) / car.often), number, n)
        for number, car in enumerate(cars)
        for n in range(car.often)
    ]
    plan.sort()
    for after, number, n in plan:
        at = began + after
        yield at, _sighted(cars[number], at, number, n)
    for car in cars:
        if car.judged:
            yield now - BEFORE, VehicleAssessed(car.key, "anna", Verdict.HARMLESS, reason="Lives next door")


def _sighted(car: Car, at: datetime, number: int, n: int) -> VehicleSighted:
    return VehicleSighted(
        car.key,
        at=at,
        source=Source.INCIDENT,
        report=str(number),
        unit=f"U-{number % UNITS}",
        site=f"S-{(number + n % PLACES) % SITES}",
        said=Vehicle(car.plate, "BE", MAKES[number % len(MAKES)], "grey"),
    )


async def _write_vehicles(owner: asyncpg.Connection, vehicles: Sequence[SightedVehicle]) -> None:
    for first in range(0, len(vehicles), ROWS_AT_ONCE):
        some = vehicles[first : first + ROWS_AT_ONCE]
        await owner.execute(upsert(Noun.VEHICLE), f"[{','.join(map(encode_thing, some))}]")
        due = [
            (str(Ref(Noun.VEHICLE, one.key)), each.kind, each.due_at, each.due_at)
            for one in some
            for each in expectations(one)
        ]
        await owner.copy_records_to_table("deadline", records=due, columns=DEADLINE)
