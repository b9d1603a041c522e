"""What an administrator has to care for, and how much there is of everything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, func, select

from controlroom.store.panels.admin_people import PersonLine, person_lines
from controlroom.store.panels.admin_screens import ScreenLine, screen_lines
from controlroom.store.panels.admin_units import UnitLine, unit_lines
from controlroom.store.panels.receivers import ReceiverLine, receivers
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import ladder, rule
from controlroom.watch.units import Pulse

OLD: Final = timedelta(days=365)
"""A token that is older should be given anew: nobody knows any more where it was copied to."""


@dataclass(frozen=True, slots=True)
class Care:
    """`rules` and `ladders`: how many an administrator set otherwise than they are by themselves."""

    people: list[PersonLine]
    units: list[UnitLine]
    screens: list[ScreenLine]
    rules: int
    ladders: int
    receivers: list[ReceiverLine]
    now: datetime

    @property
    def serving(self) -> list[UnitLine]:
        return [line for line in self.units if line.unit.in_service]

    @property
    def working(self) -> list[ScreenLine]:
        return [line for line in self.screens if line.works]

    @property
    def signing_in(self) -> list[PersonLine]:
        return [line for line in self.people if line.closed_at is None]

    @property
    def by_password_alone(self) -> int:
        return sum(not line.factors for line in self.signing_in)

    @property
    def never_heard(self) -> list[str]:
        awaited = [line for line in self.serving if line.unit.pulse is not Pulse.NONE]
        return [line.unit.call_sign for line in awaited if line.heard_at is None]

    @property
    def without_token(self) -> list[str]:
        return [line.unit.call_sign for line in self.serving if not line.valid]

    @property
    def without_code(self) -> list[str]:
        return [line.unit.call_sign for line in self.serving if line.code_since is None]

    @property
    def with_old_tokens(self) -> list[str]:
        too_old = self.now - OLD
        return [
            line.unit.call_sign
            for line in self.serving
            if any(token.made_at < too_old for token in line.valid)
        ]

    @property
    def missing(self) -> list[str]:
        return [line.name for line in self.working if line.missing_since]

    @property
    def never_reported(self) -> list[str]:
        return [line.name for line in self.working if line.row.seen_at is None]

    @property
    def failing(self) -> list[str]:
        return [line.name for line in self.receivers if line.failing_since and not line.revoked_at]


async def care(snapshot: Snapshot, now: datetime) -> Care:
    return Care(
        await person_lines(snapshot, now),
        await unit_lines(snapshot),
        await screen_lines(snapshot),
        await _count(snapshot, select(func.count()).select_from(rule)),
        await _count(snapshot, select(func.count()).select_from(ladder)),
        (await receivers(snapshot, None)).receivers,
        now,
    )


async def _count(snapshot: Snapshot, query: Select[int]) -> int:
    return int(await snapshot.one(query) or 0)
