"""The early warnings that somebody of the centre may see, and those that were shared with a partner.

Whoever reads all of them does not see one of a site that is hidden from them, unless it was shared with them.
A company sees none of this: it has queries of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, func, literal, or_, select, true

from controlroom.store.log_rows import with_numbers
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OPEN_ALERT, alert, company, early_warning, site
from controlroom.watch.early_warnings import Account, EarlyWarning, WarningReported
from controlroom.watch.refs import Noun

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Eyes:
    """`reads`: all reports, not only those that were shared with them."""

    name: str
    reads: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """`priorities`: of the alerts that are open about some of them; `names` of companies and sites."""

    warnings: list[EarlyWarning]
    more: bool
    companies: dict[str, str]
    sites: dict[str, str]
    priorities: dict[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """One with all that was said, by the numbers of the journal; what was erased is None."""

    warning: EarlyWarning
    company: str
    site: str
    account: Account | None
    people: dict[str, str]
    priority: int | None
    said: dict[int, str | None] = field(default_factory=dict)


def seen_by(snapshot: Snapshot, eyes: Eyes) -> ColumnElement[bool]:
    seat = func.jsonb_build_array(func.jsonb_build_object("name", literal(eyes.name)))
    shared = early_warning.c.shared.op("@>")(seat)
    if not eyes.reads:
        return shared
    hidden = snapshot.veil.hidden(Noun.SITE)
    return or_(shared, early_warning.c.site.not_in(hidden)) if hidden else true()


async def queue(snapshot: Snapshot, eyes: Eyes, *, closed: bool, page: int) -> Queue:
    """The open ones by the clock, the oldest first; the closed ones the newest first."""
    number = early_warning.c.number
    of_state = early_warning.c.state == "closed" if closed else early_warning.c.state != "closed"
    wanted = select(early_warning).where(seen_by(snapshot, eyes), of_state)
    ordered = wanted.order_by(number.desc() if closed else number).offset(page * PAGE).limit(PAGE + 1)
    found: list[EarlyWarning] = await snapshot.things(Noun.EARLY_WARNING, ordered)
    shown = found[:PAGE]
    return Queue(
        shown,
        len(found) > PAGE,
        await _companies(snapshot, (one.company for one in shown)),
        await _sites(snapshot, (one.site for one in shown)),
        await _priorities(snapshot, (one.ref for one in shown)),
    )


async def is_seen(snapshot: Snapshot, eyes: Eyes, ref: str) -> bool:
    """Whether there is one, and one for these eyes."""
    query = select(early_warning.c.ref).where(early_warning.c.ref == ref, seen_by(snapshot, eyes))
    return await snapshot.one(query) is not None


async def one(snapshot: Snapshot, eyes: Eyes, ref: str) -> Told | None:
    """None if there is none, or none for these eyes: that is the same answer."""
    query = select(early_warning).where(early_warning.c.ref == ref, seen_by(snapshot, eyes))
    found: list[EarlyWarning] = await snapshot.things(Noun.EARLY_WARNING, query)
    if not found:
        return None
    (it,) = found
    happened = await with_numbers(snapshot, [it.number, *_numbers(it)])
    events: dict[int, Any] = {number: one.event for number, one in happened.items()}
    reported = events.pop(it.number, None)
    companies, sites = await _companies(snapshot, [it.company]), await _sites(snapshot, [it.site])
    return Told(
        it,
        companies.get(it.company, it.company),
        sites.get(it.site, it.site),
        reported.account if isinstance(reported, WarningReported) else None,
        await snapshot.people(_people(it)),
        (await _priorities(snapshot, [it.ref])).get(it.ref),
        {number: _words(event) for number, event in events.items()},
    )


def _words(event: Any) -> str | None:
    words: str | None = event.need if event.kind == "early_warning.shared" else event.text
    return words


def _numbers(it: EarlyWarning) -> list[int]:
    shared, opinions = [one.number for one in it.shared], [one.number for one in it.opinions]
    said = [*shared, *opinions, *(one.number for one in it.assessments)]
    return [*said, it.feedback.number] if it.feedback else said


def _people(it: EarlyWarning) -> list[str | None]:
    names = [it.by, it.triaged_by, it.investigated_by, it.closed_by, it.feedback.by if it.feedback else None]
    shared = (name for one in it.shared for name in (one.name, one.by))
    judged = [*(one.by for one in it.opinions), *(one.by for one in it.assessments)]
    return [*names, *shared, *judged]


async def _companies(snapshot: Snapshot, codes: Iterable[str]) -> dict[str, str]:
    query = select(company.c.code, company.c.name).where(company.c.code.in_(set(codes)))
    return {row.code: row.name for row in await snapshot.connection.execute(query)}


async def _sites(snapshot: Snapshot, codes: Iterable[str]) -> dict[str, str]:
    """A report that is shared does not open the file of its site: of that only the code is told."""
    query = select(site.c.code, site.c.name).where(site.c.code.in_(set(codes)))
    names = {row.code: row.name for row in await snapshot.connection.execute(query)}
    hidden = snapshot.veil.hidden(Noun.SITE)
    return {code: code if code in hidden else name for code, name in names.items()}


async def _priorities(snapshot: Snapshot, refs: Iterable[str]) -> dict[str, int]:
    """Of the most pressing open alert about each."""
    about = [f"{Noun.EARLY_WARNING}:{ref}" for ref in refs]
    query = select(alert.c.object, func.min(alert.c.priority)).where(alert.c.object.in_(about), OPEN_ALERT)
    rows = await snapshot.connection.execute(query.group_by(alert.c.object))
    return {row[0].partition(":")[2]: row[1] for row in rows}
