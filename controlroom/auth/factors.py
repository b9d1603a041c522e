"""Second factors of an account: an app that shows codes, a passkey, and codes on paper for the worst day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql import ColumnElement

from controlroom.auth import one_time
from controlroom.auth.entries import Entries
from controlroom.auth.seal import Seal
from controlroom.auth.sessions import Sessions
from controlroom.auth.throttle import begin_attempt, forgive, network
from controlroom.clock import Clock
from controlroom.errors import Forbidden, Refused, Unknown
from controlroom.store.tables import account, factor, recovery_code, required_factor
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import AccountLocked, FactorAdded, FactorRemoved, RecoveryCodeUsed
from controlroom.watch.words import mark

TOTP: Final = "totp"
PASSKEY: Final = "passkey"
RECOVERY: Final = "recovery"
FREE_PER_ACCOUNT: Final = 20
"""Wrong codes from all addresses together: only somebody who knows the password can try one."""
PROVE_WITHIN: Final = timedelta(minutes=15)
WRONG_CODE: Final = mark("This code is wrong, or it was used already.")
NOTHING_TO_PROVE: Final = mark("This took too long. Begin again.")
LAST_FACTOR: Final = mark("Your role needs a second factor. Add another one first.")
BAD_LABEL: Final = mark("Give it a name of at most 60 characters.")


class WrongCode(Forbidden):
    slug = "wrong-code"
    title = "The code is wrong"


class LastFactor(Refused):
    slug = "last-factor"
    title = "The role needs a second factor"


@dataclass(frozen=True, slots=True)
class Factor:
    number: int
    kind: str
    label: str
    made_at: datetime
    used_at: datetime | None


class Factors:
    def __init__(self, engine: AsyncEngine, clock: Clock, seal: Seal, entries: Entries) -> None:
        self.entries = entries
        self._sessions = Sessions(engine, clock)
        self._engine = engine
        self._clock = clock
        self._seal = seal

    async def of(self, name: str) -> list[Factor]:
        query = select(factor).where(factor.c.account == name, factor.c.proved_at.is_not(None))
        async with transaction(self._engine) as connection:
            rows = await connection.execute(query.order_by(factor.c.id))
            return [Factor(r.id, r.kind, r.label, r.made_at, r.used_at) for r in rows]

    async def recovery_codes_left(self, name: str) -> int:
        async with transaction(self._engine) as connection:
            return await _left(connection, name)

    async def begin_app(self, name: str) -> str:
        """The secret for a code app; it counts once a code of it was typed."""
        secret = one_time.new_secret()
        row = {"account": name, "kind": TOTP, "label": "", "made_at": self._clock.now(), "counter": 0}
        sealed = await self._seal.close(secret, name)
        async with transaction(self._engine) as connection:
            await connection.execute(delete(factor).where(_unproved(name)))
            await connection.execute(insert(factor).values(**row, secret=sealed))
        return secret

    async def begun_app(self, name: str) -> str | None:
        """The secret that was begun a moment ago, to be shown again."""
        recent = factor.c.made_at > self._clock.now() - PROVE_WITHIN
        query = select(factor.c.secret).where(_unproved(name), recent)
        async with transaction(self._engine) as connection:
            sealed = (await connection.execute(query)).scalar_one_or_none()
        return await self._seal.open(sealed, name) if sealed else None

    async def prove_app(self, name: str, code: str, label: str, *, by: str) -> None:
        label, secret = named(label), await self.begun_app(name)
        if secret is None:
            raise Refused(NOTHING_TO_PROVE, field="code")
        now = self._clock.now()
        counter = one_time.counter_of(secret, one_time.typed(code), now, after=0)
        if counter is None:
            raise WrongCode(WRONG_CODE, field="code")
        proved = update(factor).where(_unproved(name)).values(proved_at=now, label=label, counter=counter)
        async with transaction(self._engine) as connection:
            await connection.execute(proved)
            await self.entries.note(connection, FactorAdded(name, TOTP, by), by)
        await self.entries.hand_in()

    async def check(self, name: str, code: str, address: str) -> str:
        """The kind of factor that this code proves. Raises WrongCode or Throttled."""
        code, whose = one_time.typed(code), f"code of {name}"
        async with transaction(self._engine) as connection:
            last = await begin_attempt(
                connection, whose, network(address), self._clock.now(), per_account=FREE_PER_ACCOUNT
            )
        kind = await self._matching(name, code)
        async with transaction(self._engine) as connection:
            if kind is not None:
                await forgive(connection, whose, network(address), self._clock.now())
            elif last:
                await self.entries.note(connection, AccountLocked(name, network(address)), "watch")
        await self.entries.hand_in()
        if kind is None:
            raise WrongCode(WRONG_CODE, field="code")
        return kind

    async def _matching(self, name: str, code: str) -> str | None:
        if one_time.is_of_an_app(code):
            return TOTP if await self._app_shows(name, code) else None
        return RECOVERY if await self._cross_off(name, code) else None

    async def _app_shows(self, name: str, code: str) -> bool:
        now = self._clock.now()
        mine = select(factor.c.id, factor.c.secret, factor.c.counter).where(
            factor.c.account == name, factor.c.kind == TOTP, factor.c.proved_at.is_not(None)
        )
        async with transaction(self._engine) as connection:
            for row in (await connection.execute(mine)).all():
                secret = await self._seal.open(row.secret, name)
                counter = one_time.counter_of(secret, code, now, after=row.counter)
                if counter is None:
                    continue
                once = update(factor).where(factor.c.id == row.id, factor.c.counter < counter)
                used = await connection.execute(once.values(counter=counter, used_at=now))
                return used.rowcount == 1
        return False

    async def _cross_off(self, name: str, code: str) -> bool:
        this = recovery_code.c.digest == one_time.paper_digest(name, code)
        unused = update(recovery_code).where(this, recovery_code.c.used_at.is_(None))
        async with transaction(self._engine) as connection:
            if not (await connection.execute(unused.values(used_at=self._clock.now()))).rowcount:
                return False
            await self.entries.note(connection, RecoveryCodeUsed(name, await _left(connection, name)), name)
        return True

    async def new_recovery_codes(self, name: str, *, by: str) -> list[str]:
        """Told once; those before them are worth nothing any more."""
        codes, now = one_time.new_paper_codes(), self._clock.now()
        rows = [{"digest": one_time.paper_digest(name, c), "account": name, "made_at": now} for c in codes]
        async with transaction(self._engine) as connection:
            await connection.execute(delete(recovery_code).where(recovery_code.c.account == name))
            await connection.execute(insert(recovery_code).values(rows))
            await self.entries.note(connection, FactorAdded(name, RECOVERY, by), by)
        await self.entries.hand_in()
        return codes

    async def remove(self, name: str, number: int, *, by: str) -> None:
        mine = (factor.c.account == name, factor.c.proved_at.is_not(None))
        async with transaction(self._engine) as connection:
            held = (await connection.execute(select(factor.c.id).where(*mine).with_for_update())).scalars()
            if {*held} <= {number} and await required_of(connection, name):
                raise LastFactor(LAST_FACTOR, field="factor")
            gone = delete(factor).where(*mine, factor.c.id == number).returning(factor.c.kind)
            kind = (await connection.execute(gone)).scalar_one_or_none()
            if kind is None:
                raise Unknown(f"there is no factor {number} of {name}", field="factor")
            await self.entries.note(connection, FactorRemoved(name, kind, by), by)
        await self.entries.hand_in()

    async def reset(self, name: str, *, by: str) -> int:
        """Take all factors from somebody who lost them, and end their sessions; how many factors."""
        async with transaction(self._engine) as connection:
            kinds = await connection.execute(
                delete(factor).where(factor.c.account == name).returning(factor.c.kind)
            )
            gone: Sequence[str] = kinds.scalars().all()
            codes = delete(recovery_code).where(recovery_code.c.account == name)
            papers = (await connection.execute(codes)).rowcount
            await self._sessions.revoke(connection, name, self._clock.now())
            for kind in [*gone, *([RECOVERY] if papers else [])]:
                await self.entries.note(connection, FactorRemoved(name, kind, by), by)
        await self.entries.hand_in()
        return len(gone)


def _unproved(name: str) -> ColumnElement[bool]:
    return (factor.c.account == name) & (factor.c.kind == TOTP) & factor.c.proved_at.is_(None)


async def _left(connection: AsyncConnection, name: str) -> int:
    unused = (recovery_code.c.account == name) & recovery_code.c.used_at.is_(None)
    left: int = (await connection.execute(select(func.count()).where(unused))).scalar_one()
    return left


async def has_factor(connection: AsyncConnection, name: str) -> bool:
    proved = (factor.c.account == name) & factor.c.proved_at.is_not(None)
    return bool((await connection.execute(select(func.count()).where(proved))).scalar_one())


async def required_of(connection: AsyncConnection, name: str) -> bool:
    """Whether the role of this account needs a second factor."""
    role = select(account.c.role).where(account.c.name == name).scalar_subquery()
    needs = select(func.count()).where(required_factor.c.role == role)
    return bool((await connection.execute(needs)).scalar_one())


def named(label: str) -> str:
    called = " ".join(label.split())
    if not called.isprintable() or not 0 < len(called) <= 60:
        raise Refused(BAD_LABEL, field="label")
    return called
