"""What an administrator set otherwise, for which things that can be done, and who changed what of late."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from controlroom.store.codec import decode_event
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import (
    BOOK_CHANGE,
    STANDING_POST,
    journal,
    ladder,
    post,
    rule,
    site,
    unit,
    watched_screen,
)
from controlroom.watch.book import Book, Terms, ThresholdSet
from controlroom.watch.escalation import Ladder, LadderSet
from controlroom.watch.refs import Noun

LATELY = 20


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    by: str
    what: ThresholdSet | LadderSet


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`scopes`: the things for which a threshold may be set apart. `people`: as they are called."""

    book: Book
    scopes: dict[Noun, list[str]]
    changes: list[Change]
    people: dict[str, str]


async def rulebook(snapshot: Snapshot) -> Rulebook:
    terms: list[Terms] = await snapshot.things(Noun.RULE, select(rule))
    ladders: list[Ladder] = await snapshot.things(Noun.LADDER, select(ladder))
    changes = await _changes(snapshot)
    return Rulebook(
        Book({of.rule: of for of in terms}, {of.priority: of for of in ladders}),
        {
            Noun.POST: await _codes(snapshot, select(post.c.code).where(STANDING_POST).order_by(post.c.code)),
            Noun.SCREEN: await _codes(
                snapshot,
                select(watched_screen.c.name).where(watched_screen.c.in_use).order_by(watched_screen.c.name),
            ),
            Noun.SITE: await _codes(snapshot, select(site.c.code).order_by(site.c.code)),
            Noun.UNIT: await _codes(
                snapshot, select(unit.c.call_sign).where(unit.c.in_service).order_by(unit.c.call_sign)
            ),
        },
        changes,
        await snapshot.people(change.by for change in changes),
    )


async def _codes(snapshot: Snapshot, query: object) -> list[str]:
    return [code for (code,) in await snapshot.connection.execute(query)]  # type: ignore[call-overload]


async def _changes(snapshot: Snapshot) -> list[Change]:
    query = (
        select(journal.c.recorded_at, journal.c.actor, journal.c.kind, journal.c.body)
        .where(BOOK_CHANGE)
        .order_by(journal.c.seq.desc())
        .limit(LATELY)
    )
    found = []
    for row in await snapshot.connection.execute(query):
        event = decode_event(row.kind, row.body, None)
        if isinstance(event, ThresholdSet | LadderSet):
            found.append(Change(row.recorded_at, event.by, event))
    return found
