"""Companies as an administrator sees them: what they are, who reports for them, which systems do."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import account, company, unit
from controlroom.watch.companies import Company
from controlroom.watch.refs import Noun


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who reports for a company: from one `site`, or from all of them."""

    name: str
    display_name: str
    site: str | None


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """`people` with an open account; `units` in service. `sites`: how its sites are called."""

    company: Company
    people: tuple[Speaker, ...]
    units: tuple[str, ...]
    sites: dict[str, str]


async def company_lines(snapshot: Snapshot) -> list[CompanyLine]:
    """By their codes."""
    found: list[Company] = await snapshot.things(Noun.COMPANY, select(company).order_by(company.c.code))
    return await _lines(snapshot, found)


async def company_line(snapshot: Snapshot, code: str) -> CompanyLine | None:
    found: list[Company] = await snapshot.things(Noun.COMPANY, select(company).where(company.c.code == code))
    return next(iter(await _lines(snapshot, found)), None)


async def _lines(snapshot: Snapshot, companies: list[Company]) -> list[CompanyLine]:
    codes = [one.code for one in companies]
    people, units = await _people(snapshot, codes), await _units(snapshot, codes)
    sites = await snapshot.sites(code for one in companies for code in one.sites)
    return [
        CompanyLine(
            one,
            tuple(speaker for code, speaker in people if code == one.code),
            tuple(call_sign for code, call_sign in units if code == one.code),
            {code: sites[code].name if code in sites else code for code in one.sites},
        )
        for one in companies
    ]


async def _people(snapshot: Snapshot, codes: Iterable[str]) -> list[tuple[str, Speaker]]:
    columns = account.c.company, account.c.name, account.c.display_name, account.c.site
    theirs = account.c.company.in_(codes) & account.c.closed_at.is_(None)
    rows = await snapshot.connection.execute(select(*columns).where(theirs).order_by(account.c.name))
    return [(row.company, Speaker(row.name, row.display_name, row.site)) for row in rows]


async def _units(snapshot: Snapshot, codes: Iterable[str]) -> list[tuple[str, str]]:
    query = select(unit.c.company, unit.c.call_sign).where(unit.c.company.in_(codes), unit.c.in_service)
    rows = await snapshot.connection.execute(query.order_by(unit.c.call_sign))
    return [(row.company, row.call_sign) for row in rows]
