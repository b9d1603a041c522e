"""The files of a generated year: every list and every page of them, as whoever is signed in gets them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

import asyncpg
import httpx2

from bench.findings import Bar, Findings, Table, at_most, number, percentile
from bench.officers import officers_of
from bench.stand import Stand, a_stand
from controlroom.errors import Refused
from controlroom.office import open_desk
from controlroom.settings import read_settings
from controlroom.watch.commands import Command
from controlroom.watch.contacts import Contact
from controlroom.watch.gatherings import EnterGathering, GatheringKind, Theme
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.measures import Basis, Checks, ContactPerson, Draft, ProposeMeasure
from controlroom.watch.persons import Particulars, RegisterPerson
from controlroom.watch.sites import Names, RegisterSite, SetContacts, SiteKind
from controlroom.watch.visits import PlanVisit, Rank, VisitKind

SITES, PERSONS, VISITS, GATHERINGS, MEASURES = 300, 600, 1_550, 1_100, 2_000
ROUNDS: Final = 60
P50_MS, P99_MS = 50, 200
AT_ONCE: Final = 100
WARM: Final = 5
"""Answers that do not count."""
HOW: Final = f"""a year drawn by dice with a fixed seed: {VISITS:,} visits of four legs, {SITES} institutions
  with contacts and names in four languages, {PERSONS} persons, {GATHERINGS:,} gatherings and {MEASURES:,}
  measures. A duty officer who is signed in asks for each list and each page over HTTP, one after the other on
  one connection, {ROUNDS} times each, every time another page of the list, another file or other words. From
  the request to the last byte of the answer; each is written down as a consultation first."""
PLACES: Final = ("Brussels", "Liège", "Ghent", "Antwerp", "Mons", "Eupen", "Bruges", "Namur")
LANDS: Final = (
    "FR",
    "DE",
    "FI",
    "EE",
    "ES",
    "IT",
    "PL",
    "PT",
    "GR",
    "SE",
    "US",
    "JP",
    "CA",
    "MA",
    "TR",
    "UA",
)
AGED: Final = """
UPDATE alert SET raised_at = leg.planned_start, asked_at = leg.planned_start + (asked_at - raised_at),
    cleared_at = leg.planned_start + (cleared_at - raised_at),
    ended_at = leg.planned_start + (ended_at - raised_at)
FROM leg WHERE alert.object = 'leg:' || leg.id AND alert.ended_at IS NOT NULL
"""
LINGERING: Final = "SELECT EXISTS (SELECT FROM alert WHERE ended_at IS NULL AND cleared_at IS NOT NULL)"
ENDED_WITHIN_S: Final = 300
WORDS: Final = ("ambassade", "Botschaft", "liege", "finlande", "virtanen", "official", "cortege", "emb 12")

Ask = Callable[[int], str]


async def measure() -> Findings:
    async with AsyncExitStack() as stack:
        stand = await stack.enter_async_context(a_stand())
        await _fill(stand, Random(6))
        await _age(stand)
        (officer,) = await stack.enter_async_context(officers_of(stand, 1))
        headers = {"cookie": officer.cookie, "origin": stand.url, "sec-fetch-site": "same-origin"}
        client = httpx2.AsyncClient(base_url=stand.url, trust_env=False, headers=headers, timeout=60)
        await stack.enter_async_context(client)
        for file in _explained():
            said = {"file": file, "back": "/", "ground": "meeting", "words": ""}
            await client.post("/reasons", data=said)
        measures = await _measures_of(client)
        asked = {**PAGES, "/measures/{id}": lambda n: f"/measures/{measures[n % len(measures)]}"}
        took = {name: await _ask(client, ask) for name, ask in asked.items()}
    return _findings(took)


PAGES: Final[dict[str, Ask]] = {
    "/institutions": lambda n: f"/institutions?page={n % 6 + 1}",
    "/institutions, by words": lambda n: f"/institutions?q={WORDS[n % len(WORDS)]}",
    "/institutions/{code}": lambda n: f"/institutions/EMB-{n}",
    "/persons": lambda n: f"/persons?page={n % 12 + 1}",
    "/persons, by words": lambda n: f"/persons?q={WORDS[n % len(WORDS)]}",
    "/persons/{code}": lambda n: f"/persons/P-{n % ROUNDS + 1:04}",
    "/visits": lambda n: f"/visits?page={n % 20 + 1}",
    "/visits/{code}": lambda n: f"/visits/V-{n * 7}",
    "/measures": lambda n: f"/measures?page={n % 20 + 1}",
    "/levels": lambda _: "/levels",
    "/calendar": lambda n: f"/calendar?day={_day(n)}",
    "/search": lambda n: f"/search?q={WORDS[n % len(WORDS)]}",
    "/files": lambda _: "/files",
    "/day": lambda _: "/day",
    "/week": lambda n: f"/week?day={_day(-n)}",
    "/month": lambda _: "/month",
    "/meetings": lambda _: "/meetings",
    "/summits": lambda _: "/summits",
    "/log": lambda _: "/log",
    "/sitrep": lambda _: "/sitrep",
}


def _explained() -> Iterator[str]:
    """For what a reason is given first: the list of persons, each person, and the visits that are over."""
    yield "/persons"
    for n in range(ROUNDS + WARM):
        yield f"person:P-{n % ROUNDS + 1:04}"
        yield f"visit:V-{n * 7}"


def _day(n: int) -> str:
    return f"{datetime.now(UTC).date() + timedelta(days=n - ROUNDS // 2)}"


async def _measures_of(client: httpx2.AsyncClient) -> list[str]:
    page = (await client.get("/measures")).text
    return ["M-" + part.partition('"')[0] for part in page.split('href="/measures/M-')[1:]]


async def _ask(client: httpx2.AsyncClient, ask: Ask) -> list[float]:
    took = []
    for n in range(ROUNDS + WARM):
        began = time.perf_counter()
        answer = await client.get(ask(n))
        if answer.status_code != 200:
            raise SystemExit(f"{ask(n)} answered {answer.status_code}")
        took.append((time.perf_counter() - began) * 1e3)
    return took[WARM:]


async def _fill(stand: Stand, dice: Random) -> None:
    settings = read_settings({}, database_url=stand.database_url, public_url=stand.url)
    async with open_desk(settings) as desk:
        for made in (_sites(), _persons(dice), _visits(dice), _gatherings(dice), _measures(dice)):
            await _do(desk.do_all, list(made))


async def _do(do_all: Callable[[Sequence[Command], str], Awaitable[list[int | Refused | None]]],
              commands: Sequence[Command]) -> None:  # fmt: skip
    for first in range(0, len(commands), AT_ONCE):
        for outcome in await do_all(commands[first : first + AT_ONCE], "bench"):
            if isinstance(outcome, Refused):
                raise outcome


async def _age(stand: Stand) -> None:
    """The alerts of legs that are long over have ended, and stand in the week of their leg, not all in this
    minute; and the year is known to the planner, as it would be by the next minute (autovacuum).
    """
    owner = await asyncpg.connect(stand.owner_url)
    try:
        for _ in range(ENDED_WITHIN_S):
            if not await owner.fetchval(LINGERING):
                break
            await asyncio.sleep(1)
        await owner.execute(AGED)
        await owner.execute("ANALYZE")
    finally:
        await owner.close()


def _sites() -> Iterator[Command]:
    for n in range(SITES):
        land, place = LANDS[n % len(LANDS)], PLACES[n % len(PLACES)]
        names = Names(f"Ambassade {n}", f"Ambassade {n} de {land}", f"Botschaft {n}", f"Embassy {n}")
        where = (f"Rue de la Loi {n}", place, 50.5 + n / 1000, 4.0 + n / 1000, n % 4 + 1)
        yield RegisterSite(f"EMB-{n}", f"Embassy {n}", SiteKind.EMBASSY, *where, names=names, country=land)
        yield SetContacts(f"EMB-{n}", "bench", (Contact(f"Guard {n}", "security", f"02 555 {n:04}"),))


def _persons(dice: Random) -> Iterator[Command]:
    for n in range(1, PERSONS + 1):
        told = Particulars(
            code_name=f"BIRD{n}",
            rank=dice.choice(tuple(Rank)),
            in_office=n % 3 > 0,
            name=f"{dice.choice(('Aino', 'Jürgen', 'Célestine', 'Tomás'))} Virtanen {n}",
            function="Minister",
            country=dice.choice(LANDS),
            institution=f"EMB-{n % SITES}",
        )
        yield RegisterPerson(f"P-{n:04}", "bench", told)


def _visits(dice: Random) -> Iterator[Command]:
    now = datetime.now(UTC)
    for n in range(VISITS):
        begins = now + timedelta(days=dice.uniform(-350, 14))
        legs = tuple(
            PlannedLeg(k, f"EMB-{dice.randrange(SITES)}", f"EMB-{dice.randrange(SITES)}",
                       begins + timedelta(hours=2 * k), begins + timedelta(hours=2 * k + 1), (), 3)
            for k in range(1, 5)
        )  # fmt: skip
        kind, rank = dice.choice(tuple(VisitKind)), dice.choice(tuple(Rank))
        ends = begins + timedelta(hours=10)
        yield PlanVisit(f"V-{n}", f"HAWK{n}", rank, kind, f"Delegation {n}", begins, ends, 2, None, legs)


def _gatherings(dice: Random) -> Iterator[Command]:
    now = datetime.now(UTC)
    for n in range(GATHERINGS):
        begins = now + timedelta(days=dice.uniform(1, 350))
        kind = dice.choice(tuple(GatheringKind))
        what = (f"Cortège {n}", kind, Theme.PUBLIC_ORDER, dice.choice(PLACES))
        where = (50.5 + dice.random() / 3, 4.0 + dice.random() / 3)
        yield EnterGathering(f"G-{n}", *what, *where, begins, begins + timedelta(hours=3), 500)


def _measures(dice: Random) -> Iterator[Command]:
    now = datetime.now(UTC)
    for n in range(MEASURES):
        file = dice.choice((f"site:EMB-{n % SITES}", f"person:P-{n % PERSONS + 1:04}"))
        terms = dice.choice(
            (ContactPerson(f"Insp. {n}", f"02 555 {n:04}"), Checks(("vehicles",), "the gate"))
        )
        draft = Draft(
            file, "Federal police", Basis.STATUS, terms, now, now + timedelta(days=dice.randint(10, 300)),
            date(2030, 1, 1), "as every year",
        )  # fmt: skip
        yield ProposeMeasure(f"M-{n:06}", draft, "bench")


def _findings(took: dict[str, list[float]]) -> Findings:
    every = [one for each in took.values() for one in each]
    bars: list[Bar] = [
        at_most("the slowest list or page, p50", P50_MS, max(percentile(each, 50) for each in took.values())),
        at_most("the slowest list or page, p99", P99_MS, max(percentile(each, 99) for each in took.values())),
        at_most("all of them, p50", P50_MS, percentile(every, 50)),
        at_most("all of them, p99", P99_MS, percentile(every, 99)),
    ]
    rows = [
        [name, *(number(percentile(each, share)) for share in (50, 90, 99)), number(max(each))]
        for name, each in took.items()
    ]
    head = ["page", "p50, ms", "p90, ms", "p99, ms", "slowest, ms"]
    return Findings(bars, [Table("Lists and pages of the files", head, rows)])
