"""Units as an administrator sees them: what they are, when they were heard, what they come in with."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import presence, unit, unit_code, unit_token
from controlroom.watch.refs import Noun
from controlroom.watch.units import Unit


@dataclass(frozen=True, slots=True)
class TokenLine:
    """`digest`: of the token, which itself nobody knows here."""

    digest: bytes
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """`code_since`: since when it has what it says when its call for help is over."""

    unit: Unit
    heard_at: datetime | None
    code_since: datetime | None
    tokens: tuple[TokenLine, ...]

    @property
    def valid(self) -> tuple[TokenLine, ...]:
        return tuple(token for token in self.tokens if token.revoked_at is None)


async def unit_lines(snapshot: Snapshot) -> list[UnitLine]:
    """Those in service first, then by call sign."""
    query = select(unit).order_by(unit.c.in_service.desc(), unit.c.call_sign)
    units: list[Unit] = await snapshot.things(Noun.UNIT, query)
    heard = await _by_unit(snapshot, select(presence.c.unit, presence.c.heard_at))
    codes = await _by_unit(snapshot, select(unit_code.c.unit, unit_code.c.made_at))
    tokens = await _tokens(snapshot)
    return [
        UnitLine(of, heard.get(of.call_sign), codes.get(of.call_sign), tuple(tokens[of.call_sign]))
        for of in units
    ]


async def unit_line(snapshot: Snapshot, call_sign: str) -> UnitLine | None:
    return next((line for line in await unit_lines(snapshot) if line.unit.call_sign == call_sign), None)


async def _by_unit(snapshot: Snapshot, query: object) -> dict[str, datetime]:
    rows = await snapshot.connection.execute(query)  # type: ignore[call-overload]
    return {row[0]: row[1] for row in rows}


async def _tokens(snapshot: Snapshot) -> defaultdict[str, list[TokenLine]]:
    """The newest first."""
    query = select(unit_token).order_by(unit_token.c.made_at.desc(), unit_token.c.digest)
    found = defaultdict(list)
    for row in await snapshot.connection.execute(query):
        found[row.unit].append(TokenLine(row.digest, row.made_at, row.revoked_at))
    return found
