"""Slows down whoever guesses passwords; no wait is longer than a minute.

What slows one person down soonest is their own address: a stranger who tries at an officer's name
does not keep the officer out. An attempt counts as failed from its beginning until it has succeeded,
so that a thousand attempts at once are not a thousand guesses.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement

from controlroom.errors import Busy
from controlroom.store.tables import sign_in_failure as failure

WINDOW: Final = timedelta(minutes=15)
FREE_AT_ONE_ADDRESS: Final = 5
"""Attempts at one account."""
FREE_PER_ADDRESS: Final = 20
"""A control room often has one address for all its desks."""
FREE_PER_ACCOUNT: Final = 100
"""From all addresses together, for whoever has many of them."""
LONGEST_WAIT_S: Final = 60
ONE_AT_A_TIME: Final = 0x5167_6E49
"""Key of the advisory lock under which attempts are counted."""


class Throttled(Busy):
    slug = "too-many-attempts"
    title = "Too many attempts"


async def begin_attempt(
    connection: AsyncConnection,
    account: str,
    source: str,
    now: datetime,
    *,
    per_account: int = FREE_PER_ACCOUNT,
) -> bool:
    """Count an attempt, or raise Throttled without counting it. `source`: see `network`.

    Says whether it is the last one at this account from there that had not to wait.
    """
    at_it, from_there = failure.c.account == account, failure.c.address == source
    await connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    wait = max(
        await _wait_s(connection, at_it & from_there, FREE_AT_ONE_ADDRESS, now),
        await _wait_s(connection, from_there, FREE_PER_ADDRESS, now),
        await _wait_s(connection, at_it, per_account, now),
    )
    if wait:
        raise Throttled(f"wait {wait} s before the next attempt", retry_after_s=wait)
    await connection.execute(insert(failure).values(account=account, address=source, at=now))
    recent = select(func.count()).where(at_it & from_there, failure.c.at > now - WINDOW)
    counted: int = (await connection.execute(recent)).scalar_one()
    return counted == FREE_AT_ONE_ADDRESS


async def _wait_s(connection: AsyncConnection, whose: ColumnElement[bool], free: int, now: datetime) -> int:
    """Seconds still to wait: 1 after the last free attempt, then doubling."""
    query = select(func.count(), func.max(failure.c.at)).where(whose, failure.c.at > now - WINDOW)
    count, last = (await connection.execute(query)).one()
    if count < free:
        return 0
    pause_s: int = min(1 << min(count - free, 10), LONGEST_WAIT_S)
    passed: timedelta = now - last
    return max(0, ceil(pause_s - passed.total_seconds()))


async def forgive(connection: AsyncConnection, account: str, source: str, now: datetime) -> None:
    """Forget a person's own failures after a success, and what is too old to count for anybody."""
    own = (failure.c.account == account) & (failure.c.address == source)
    too_old = failure.c.at <= now - WINDOW
    await connection.execute(delete(failure).where(own | too_old))


def network(address: str) -> str:
    """What one attacker holds: an IPv4 address, or the first 64 bits of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
