"""From a form to proposed checks: reads what there is, draws times, makes commands of what is accepted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.store.panels.rounds import Rounds, planned_for, rounds, secret
from controlroom.store.panels.snapshot import look
from controlroom.ui.complaint import Complaint
from controlroom.ui.patrol_form import Typed, Wish, read
from controlroom.watch.patrols import PatrolCheck, PlanPatrolCheck
from controlroom.watch.predictability import Mark, meter_of
from controlroom.watch.rounds import USUAL, Cornered, Errand, Manner, Proposal, propose


@dataclass(frozen=True, slots=True)
class Plan:
    """What came of a form: what is wrong with it, or what is proposed; None where nothing was."""

    read: Rounds
    complaints: Sequence[Complaint] = ()
    manner: Manner = USUAL
    answers: Sequence[Proposal | Cornered] | None = None

    @property
    def proposals(self) -> list[Proposal]:
        return [answer for answer in self.answers or () if isinstance(answer, Proposal)]

    @property
    def shown(self) -> list[str]:
        """The proposals as they go to a page and come back from it."""
        return [f"{p.site} {_minute(p.at)} {p.unit or ''}" for p in self.proposals]

    def commands(self) -> list[PlanPatrolCheck]:
        """One id for one site and minute: to accept a proposal twice plans it once."""
        slack = self.manner.slack
        return [
            PlanPatrolCheck(f"{p.site}-{_minute(p.at)}", p.site, p.at - slack, p.at + slack, p.unit)
            for p in self.proposals
        ]


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%MZ}"


async def plan(engine: AsyncEngine, reader: str, typed: Typed, now: datetime) -> Plan:
    """Drawn in a thread: to find that a whole night has no time left takes up to a second."""
    async with look(engine, reader) as snapshot:
        found = await rounds(snapshot, now)
        codes, patrols = {site.code for site in found.sites}, {unit.call_sign for unit in found.patrols}
        wish = read(typed, codes, patrols, now)
        if not isinstance(wish, Wish):
            return Plan(found, wish)
        begin = min(window.start for window in wish.windows)
        end = max(window.end for window in wish.windows)
        planned = await planned_for(snapshot, wish.sites, now, begin, end)
        key = await secret(snapshot)
    busy = {unit: [_middle(c) for c in planned if c.unit == unit] for unit in wish.units}
    errands = _errands(found, wish, planned)
    answers = await asyncio.to_thread(propose, key, errands, busy, wish.manner)
    return Plan(found, (), wish.manner, answers)


def _errands(found: Rounds, wish: Wish, planned: Sequence[PatrolCheck]) -> list[Errand]:
    return [
        Errand(
            site.code,
            wish.windows,
            (
                *(Mark(check.at) for check in site.recent),
                *(
                    Mark(_middle(c), (c.window_end - c.window_start) / 2)
                    for c in planned
                    if c.site == site.code
                ),
            ),
            site.draws,
            meter_of(site.code, found.book),
        )
        for site in found.sites
        if site.code in wish.sites
    ]


def _middle(check: PatrolCheck) -> datetime:
    """Of a check that was planned here, the proposed time."""
    return check.window_start + (check.window_end - check.window_start) / 2
