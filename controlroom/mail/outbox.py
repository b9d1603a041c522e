"""What is to be sent to whom, what was, and what was given up."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock, Latest, steady
from controlroom.store.tables import MAIL_PENDING, mail, mail_address, mail_line
from controlroom.store.transaction import transaction
from controlroom.store.untold import EXPIRED, drop_late
from controlroom.webhooks.outbox import State, Waiting
from controlroom.webhooks.patience import GIVEN_UP_AFTER, Outcome, wait_s

SERVER: Final = "server"
"""As the line to it is called: there is one."""
NEVER: Final = 500
"""An answer from which on it is of no use to ask again."""
KEPT_FOR: Final = timedelta(days=30)
PRUNED_AT_ONCE: Final = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mail:
    """`said` is the whole message in ASCII, its lines ended as the protocol has it."""

    id: str
    company: str
    address: str = field(repr=False)
    said: str = field(repr=False)
    attempts: int
    made_at: datetime
    receiver: str = SERVER


class Outbox:
    """Each method raises Unavailable when the database does not answer."""

    def __init__(self, engine: AsyncEngine, clock: Clock, steady: Callable[[], float] = steady) -> None:
        self._engine = engine
        self._clock = clock
        self._latest = Latest(steady)

    def _now(self) -> datetime:
        """A clock that was put back holds no mail up."""
        return self._latest.of(self._clock.now())

    async def due(self, places: Mapping[str, int], in_hand: Sequence[str]) -> list[Mail]:
        """Those that waited longest, and none of those that are on their way.

        Nor what follows one of those: that an alert is called off must not come before the alert.
        """
        if not places:
            return []
        now, columns = self._now(), mail.c
        query = (
            select(*(columns[name] for name in ("id", "company", "address", "said", "attempts", "made_at")))
            .where(MAIL_PENDING, columns.next_at <= now, columns.id.not_in(in_hand))
            .where(~_follows(in_hand))
            .order_by(columns.next_at, columns.id)
            .limit(places[SERVER])
        )
        async with transaction(self._engine) as connection:
            await self._drop_late(connection, now)
            return [Mail(*row) for row in await connection.execute(query)]

    async def _drop_late(self, connection: AsyncConnection, now: datetime) -> None:
        """An address that answered until then, but took nothing, is one that takes no mail."""
        blamed = (mail.c.company, mail.c.address, mail.c.last_status)
        late = await drop_late(connection, mail, mail.c.reminder, now, *blamed)
        for one in late:
            if one.last_status is not None:
                await _say_of_address(connection, one.company, one.address, now, refused=True)
        if late:
            log.error("mail: %d are not sent: %s", len(late), EXPIRED)

    async def settle(self, delivery: Mail, outcome: Outcome) -> State:
        """Write down what an attempt came to; what a crash takes away is sent again, as the same mail."""
        now = self._now()
        state = _state(delivery, outcome, now)
        came_to = {
            "state": state,
            "attempts": delivery.attempts + 1,
            "next_at": now + timedelta(seconds=wait_s(delivery.attempts + 1)),
            "last_status": outcome.status,
            "last_error": outcome.why,
            "took_ms": outcome.took_ms,
            "delivered_at": now if outcome.delivered else None,
        }
        mine = update(mail).where(mail.c.id == delivery.id)
        async with transaction(self._engine) as connection:
            # what was given up meanwhile stays so, unless it arrived all the same
            await connection.execute(
                (mine if outcome.delivered else mine.where(MAIL_PENDING)).values(came_to)
            )
            if state != "pending" and outcome.status is not None:
                await _say_of_address(
                    connection, delivery.company, delivery.address, now, refused=state == "given_up"
                )
            await _say_of_server(connection, now, fails=outcome.unfit)
        return state

    async def tidy(self) -> None:
        """Give up what waited for a day, also if its turn never came; forget what is a month old."""
        now, columns = self._now(), mail.c
        never = func.coalesce(columns.last_error, "its turn never came")
        late = (
            update(mail)
            .where(MAIL_PENDING, columns.made_at < now - GIVEN_UP_AFTER)
            .values(state="given_up", last_error=never)
            .returning(columns.company, columns.address, columns.last_status)
        )
        old = select(columns.id).where(columns.made_at < now - KEPT_FOR).limit(PRUNED_AT_ONCE)
        async with transaction(self._engine) as connection:
            await self._drop_late(connection, now)
            given_up = (await connection.execute(late)).all()
            for company, address, status in given_up:
                if status is not None:
                    await _say_of_address(connection, company, address, now, refused=True)
            await connection.execute(delete(mail).where(columns.id.in_(old)))
        if given_up:
            log.error("mail: %d that nothing took for a day are given up", len(given_up))

    async def waiting(self) -> Waiting:
        query = select(func.count(), func.min(mail.c.made_at)).where(MAIL_PENDING)
        async with transaction(self._engine) as connection:
            count, oldest_at = (await connection.execute(query)).one()
        oldest_s = (self._now() - oldest_at).total_seconds() if oldest_at else 0.0
        return Waiting(count, max(0.0, oldest_s))


def _follows(in_hand: Sequence[str]) -> ColumnElement[bool]:
    columns, earlier = mail.c, mail.alias()
    same = (earlier.c[name] == columns[name] for name in ("company", "address", "sector_alert"))
    return exists(select(earlier.c.id)).where(
        earlier.c.id.in_(in_hand), earlier.c.number < columns.number, *same
    )


def _state(delivery: Mail, outcome: Outcome, now: datetime) -> State:
    if outcome.delivered:
        return "delivered"
    never = outcome.status is not None and outcome.status >= NEVER
    return "given_up" if never or now - delivery.made_at >= GIVEN_UP_AFTER else "pending"


async def _say_of_address(
    connection: AsyncConnection, company: str, address: str, now: datetime, *, refused: bool
) -> None:
    """By its own answer alone; since when it is refused is kept."""
    columns = mail_address.c
    well = columns.refused_at.is_(None)
    changed = update(mail_address).where(
        columns.company == company, columns.address == address, well if refused else ~well
    )
    await connection.execute(changed.values(refused_at=now if refused else None))


async def _say_of_server(connection: AsyncConnection, now: datetime, *, fails: bool) -> None:
    """Written when it changes, not with each attempt; since when is kept."""
    well = mail_line.c.failing_since.is_(None)
    changed = update(mail_line).where(well if fails else ~well)
    await connection.execute(changed.values(failing_since=now if fails else None))
