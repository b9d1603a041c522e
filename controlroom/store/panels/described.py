"""Descriptions beside each other: what may be the same person, what people linked, and what they told apart.

Nobody is offered a report that they may not read; of a person whose reports they may not all read, they see
the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from controlroom.store.alert_history import Happened
from controlroom.store.codec import decode_event
from controlroom.store.log_rows import with_numbers
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.panels.warnings import Eyes, Told, seen_by
from controlroom.store.tables import (
    DESCRIBED_OF,
    OF_A_DESCRIBED,
    OPEN_ALERT,
    alert,
    described,
    early_warning,
    journal,
)
from controlroom.watch.described import COMPARED_FOR, DescribedPerson
from controlroom.watch.described.likeness import Likeness, likeness
from controlroom.watch.early_warnings import Apart, EarlyWarning, WarningReported
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from controlroom.watch.unknown import no_such

CANDIDATES: Final = 500
OFFERED_AT_MOST: Final = 10
DECISIONS_AT_MOST: Final = 100
LISTED_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Beside:
    """Another report, with its description; None if that was erased."""

    warning: EarlyWarning
    said: str | None


@dataclass(frozen=True, slots=True)
class Possible:
    """A report that may be about the same person, and why."""

    warning: EarlyWarning
    said: str
    like: Likeness


@dataclass(frozen=True, slots=True)
class Compared:
    """`linked`: the others of its described person. `apart`: who says so, and why. `too_old` to be compared.
    `partly`: something that was linked is hidden from whoever looks.
    """

    linked: tuple[Beside, ...] = ()
    possible: tuple[Possible, ...] = ()
    apart: tuple[tuple[Beside, Apart, str | None], ...] = ()
    sites: dict[str, str] | None = None
    people: dict[str, str] | None = None
    too_old: bool = False
    partly: bool = False

    @property
    def refs(self) -> list[Ref]:
        """Whose descriptions are shown."""
        beside = (*self.linked, *(one for one, _, _ in self.apart))
        told = (*(one.warning for one in beside), *(one.warning for one in self.possible))
        return [Ref(Noun.EARLY_WARNING, one.ref) for one in told]


@dataclass(frozen=True, slots=True)
class OneDescribed:
    """`said`: the descriptions that are kept, by report. `partly`: something is hidden from whoever looks,
    and so is what was decided.
    """

    person: DescribedPerson
    said: dict[str, str]
    decisions: tuple[Happened, ...]
    sites: dict[str, str]
    people: dict[str, str]
    alert: int | None
    partly: bool


async def compared(snapshot: Snapshot, eyes: Eyes, told: Told, now: datetime) -> Compared:
    """For a report that describes somebody."""
    it, said = told.warning, told.account.person if told.account else None
    if not said:
        return Compared()
    group = await _warnings(snapshot, early_warning.c.described == it.described) if it.described else [it]
    seen = await _seen(snapshot, eyes, early_warning.c.described == it.described) if it.described else [it]
    linked = [one for one in seen if one.ref != it.ref]
    apart = await _seen(snapshot, eyes, early_warning.c.ref.in_([one.ref for one in it.unlike]))
    too_old = it.described is None and now - it.received_at > COMPARED_FOR
    comparable = it.status is Status.ACTUAL and not too_old
    barred = {one.ref for each in group for one in each.unlike}
    others = await _candidates(snapshot, eyes, it, barred, now) if comparable else []
    texts = await _said(snapshot, [*linked, *apart, *others])
    why = await _reasons(snapshot, it.unlike)
    return Compared(
        linked=tuple(Beside(one, texts.get(one.ref)) for one in linked),
        possible=_ranked(it, said, others, texts),
        apart=tuple(
            (Beside(one, texts.get(one.ref)), told, why.get(told.number))
            for one in apart
            for told in it.unlike
            if told.ref == one.ref
        ),
        sites=await _sites(snapshot, [*linked, *apart, *others]),
        people=await snapshot.people(one.by for one in it.unlike),
        too_old=too_old,
        partly=len(seen) < len(group),
    )


def _ranked(
    it: EarlyWarning, said: str, others: Iterable[EarlyWarning], texts: dict[str, str]
) -> tuple[Possible, ...]:
    """What has most in common first, then what is newest."""
    possible = [
        Possible(one, text, like)
        for one in others
        if (text := texts.get(one.ref)) and (like := likeness(it, said, one, text)).offered
    ]
    possible.sort(key=lambda each: (each.like.rank, each.warning.number), reverse=True)
    return tuple(possible[:OFFERED_AT_MOST])


async def _candidates(
    snapshot: Snapshot, eyes: Eyes, it: EarlyWarning, barred: set[str], now: datetime
) -> list[EarlyWarning]:
    """Reports of the last 30 days that describe somebody, but for what was told apart and its company."""
    describes = journal.c.private.like('%"person":"%')
    apart = sa.select(early_warning.c.described).where(early_warning.c.ref.in_(barred))
    theirs = early_warning.c.described
    fits = (
        early_warning.c.received_at > now - COMPARED_FOR,
        early_warning.c.status == Status.ACTUAL.value,
        early_warning.c.ref.not_in({it.ref, *barred}),
        sa.or_(theirs.is_(None), theirs != (it.described or "")),
        sa.or_(theirs.is_(None), theirs.not_in(apart.where(early_warning.c.described.is_not(None)))),
        sa.exists().where(journal.c.seq == early_warning.c.number, describes),
    )
    newest = early_warning.c.number.desc()
    return await _seen(snapshot, eyes, *fits, order=newest, most=CANDIDATES)


async def _warnings(snapshot: Snapshot, *fits: sa.ColumnElement[bool]) -> list[EarlyWarning]:
    query = sa.select(early_warning).where(*fits).order_by(early_warning.c.at)
    found: list[EarlyWarning] = await snapshot.things(Noun.EARLY_WARNING, query)
    return found


async def _seen(
    snapshot: Snapshot,
    eyes: Eyes,
    *fits: sa.ColumnElement[bool],
    order: sa.ColumnElement[int] | None = None,
    most: int = CANDIDATES,
) -> list[EarlyWarning]:
    """Those of them that may be read."""
    by = early_warning.c.at if order is None else order
    query = sa.select(early_warning).where(seen_by(snapshot, eyes), *fits).order_by(by).limit(most)
    found: list[EarlyWarning] = await snapshot.things(Noun.EARLY_WARNING, query)
    return found


async def _said(snapshot: Snapshot, of: Iterable[EarlyWarning]) -> dict[str, str]:
    """The descriptions, by the report."""
    happened = await with_numbers(snapshot, [one.number for one in of])
    events = (one.event for one in happened.values())
    return {
        event.warning: event.account.person
        for event in events
        if isinstance(event, WarningReported) and event.account and event.account.person
    }


async def _reasons(snapshot: Snapshot, unlike: Iterable[Apart]) -> dict[int, str | None]:
    happened = await with_numbers(snapshot, [one.number for one in unlike])
    return {number: getattr(one.event, "reason", None) for number, one in happened.items()}


async def _sites(snapshot: Snapshot, of: Iterable[EarlyWarning]) -> dict[str, str]:
    return {code: site.name for code, site in (await snapshot.sites(one.site for one in of)).items()}


async def all_readable(snapshot: Snapshot, eyes: Eyes, keys: Iterable[str | None]) -> bool:
    """Whether whoever looks may read every report that is linked to these described persons."""
    of_them = early_warning.c.described.in_([key for key in keys if key])
    hidden = sa.select(sa.func.count()).select_from(early_warning)
    count: int = await snapshot.one(hidden.where(of_them, sa.not_(seen_by(snapshot, eyes))))
    return count == 0


async def one_described(snapshot: Snapshot, key: str) -> OneDescribed:
    """One of which nothing may be read is none."""
    found: list[DescribedPerson] = await snapshot.things(
        Noun.DESCRIBED, sa.select(described).where(described.c.key == key)
    )
    partly = any(map(snapshot.veil.covers, found))
    if not found or (partly and not found[0].sightings):
        raise no_such(Noun.DESCRIBED, key)
    (person,) = found
    decisions = () if partly else await _decisions(snapshot, key)
    sites = await snapshot.sites(one.site for one in person.sightings)
    reports = await _warnings(snapshot, early_warning.c.ref.in_([one.report for one in person.sightings]))
    return OneDescribed(
        person,
        await _said(snapshot, reports),
        decisions,
        {code: site.name for code, site in sites.items()},
        await snapshot.people(happened.actor for happened in decisions),
        await _alert(snapshot, key),
        partly,
    )


async def _decisions(snapshot: Snapshot, key: str) -> tuple[Happened, ...]:
    """What was linked, taken out and assessed, the newest first."""
    query = sa.text(f"""
        SELECT seq, recorded_at, actor, kind, body, private,
            private_digest IS NOT NULL AND private IS NULL AS erased
        FROM journal WHERE {OF_A_DESCRIBED} AND {DESCRIBED_OF} = :key
        ORDER BY {DESCRIBED_OF} DESC, seq DESC LIMIT :most
    """)  # noqa: S608 - names of our own columns
    rows = await snapshot.connection.execute(query, {"key": key, "most": DECISIONS_AT_MOST})
    return tuple(
        Happened(
            row.seq, row.recorded_at, row.actor, decode_event(row.kind, row.body, row.private), row.erased
        )
        for row in rows
    )


async def _alert(snapshot: Snapshot, key: str) -> int | None:
    about = alert.c.object == str(Ref(Noun.DESCRIBED, key))
    number: int | None = await snapshot.one(
        sa.select(alert.c.id).where(OPEN_ALERT, about).order_by(alert.c.id.desc()).limit(1)
    )
    return number


async def described_persons(snapshot: Snapshot) -> list[DescribedPerson]:
    """Patterns that nobody assessed first; else in an order that says nothing of what is hidden."""
    query = sa.select(described).where(described.c.sightings != sa.text("'[]'::jsonb"))
    ordered = query.order_by(described.c.priority.nulls_last(), described.c.key).limit(LISTED_AT_MOST)
    found: list[DescribedPerson] = await snapshot.things(Noun.DESCRIBED, ordered)
    return [one for one in found if one.sightings]
