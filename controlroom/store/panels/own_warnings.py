"""What a company reported, for the company itself, and nothing of any other.

It sees no veil: that a site is restricted hides nothing from whoever reported it. What the centre and its
partners say of a report to each other is not read here; only the answer is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, select, true

from controlroom.store.log_rows import with_numbers
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import company, early_warning, site
from controlroom.watch.early_warnings import Account, EarlyWarning, WarningFeedbackGiven, WarningReported
from controlroom.watch.refs import Noun

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Reporter:
    """Whose reports are seen: those of a company, at one of its sites or at all of them."""

    company: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """The newest first; `more`: there are older ones. `sites`: how they are called."""

    warnings: list[EarlyWarning]
    more: bool
    sites: dict[str, str]


@dataclass(frozen=True, slots=True)
class OwnWarning:
    """One, with what was said. `account` and `answer` are None if they were erased, `answer` before it."""

    warning: EarlyWarning
    place: str
    account: Account | None
    answer: str | None


async def sites_of(snapshot: Snapshot, reporter: Reporter) -> dict[str, str]:
    """At which something can be reported, by their codes, in the order of their names."""
    query = select(company.c.sites).where(company.c.code == reporter.company)
    theirs: list[str] = (await snapshot.connection.execute(query)).scalar_one_or_none() or []
    return await _called(snapshot, [code for code in theirs if reporter.site in (None, code)])


async def _called(snapshot: Snapshot, codes: Iterable[str]) -> dict[str, str]:
    query = select(site.c.code, site.c.name).where(site.c.code.in_(list(codes))).order_by(site.c.name)
    return {row.code: row.name for row in await snapshot.connection.execute(query)}


async def reported(snapshot: Snapshot, reporter: Reporter, page: int = 0) -> Reported:
    wanted = select(early_warning).where(_own(reporter)).order_by(early_warning.c.number.desc())
    found: list[EarlyWarning] = await snapshot.things(
        Noun.EARLY_WARNING, wanted.offset(page * PAGE).limit(PAGE + 1)
    )
    shown = found[:PAGE]
    return Reported(shown, len(found) > PAGE, await _called(snapshot, {one.site for one in shown}))


async def own(snapshot: Snapshot, reporter: Reporter, ref: str) -> OwnWarning | None:
    """None if there is none, or none of theirs: that is the same answer."""
    query = select(early_warning).where(early_warning.c.ref == ref, _own(reporter))
    found: list[EarlyWarning] = await snapshot.things(Noun.EARLY_WARNING, query)
    if not found:
        return None
    (it,) = found
    told = await with_numbers(snapshot, [it.number, *([it.feedback.number] if it.feedback else [])])
    sites = await _called(snapshot, [it.site])
    account: Account | None = None
    answer: str | None = None
    for happened in told.values():
        if isinstance(happened.event, WarningReported):
            account = happened.event.account
        elif isinstance(happened.event, WarningFeedbackGiven):
            answer = happened.event.text
    return OwnWarning(it, sites.get(it.site, it.site), account, answer)


def _own(reporter: Reporter) -> ColumnElement[bool]:
    at = early_warning.c.site == reporter.site if reporter.site else true()
    return (early_warning.c.company == reporter.company) & at
