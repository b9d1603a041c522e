"""Who outside is told of what, at which address, under which secret."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock
from controlroom.errors import Conflict, Refused, Unknown
from controlroom.store.tables import company, head, webhook, webhook_delivery
from controlroom.store.transaction import transaction
from controlroom.watch.alerts import Alert, Suppression
from controlroom.watch.escalation import WEBHOOK
from controlroom.watch.events import EVENTS
from controlroom.webhooks.address import check_address
from controlroom.webhooks.message import Happened
from controlroom.webhooks.signature import new_secret

AT_MOST: Final = 50
"""Each may keep a few connections busy."""
KINDS: Final = tuple(sorted(kind for kind in EVENTS if kind.startswith("alert.")))
BOTH_SECRETS_FOR: Final = timedelta(hours=24)
"""After a rotation the old secret signs beside the new one for so long."""


class Life(NamedTuple):
    """A name can be given again after it was revoked: then it is another receiver."""

    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Receiver:
    """Told of alerts of `priority` or higher (1 highest to 4), of these kinds of events, or of all if none.

    That of a `company` is told of sector alerts to the company, and of nothing else.

    `after_seq`: where the journal ended when it was added. `failing_since`: the last attempt failed, and none
    succeeded since then.
    """

    name: str
    url: str = field(repr=False)
    priority: int
    kinds: tuple[str, ...]
    after_seq: int
    made_at: datetime
    failing_since: datetime | None
    revoked_at: datetime | None
    revoked_because: str | None
    company: str | None = None

    @property
    def life(self) -> Life:
        return Life(self.name, self.made_at)

    def wants(self, happened: Happened, alert: Alert, *, told: bool) -> bool:
        """Whoever was `told` of an alert is told how it goes on, that it was shelved as well."""
        if self.company or happened.seq <= self.after_seq:
            return False
        if f"webhook:{self.name}" in happened.means:
            return True
        if self.kinds and happened.kind not in self.kinds:
            return False
        asks = alert.suppression is Suppression.NONE
        return told or (asks and min(alert.priority, happened.priority or 4) <= self.priority)


SHOWN: Final = tuple(webhook.c[of.name] for of in fields(Receiver))


class Receivers:
    """Each method raises Unavailable when the database does not answer."""

    def __init__(self, engine: AsyncEngine, clock: Clock, *, plain_http: bool) -> None:
        self._engine = engine
        self._clock = clock
        self._plain_http = plain_http

    async def add(
        self, name: str, url: str, priority: int = 4, kinds: Sequence[str] = (), of: str | None = None
    ) -> str:
        """Its secret, told once. It hears of what happens from now on; a revoked name can be given again."""
        _check(name, priority, kinds)
        if of and (kinds or priority != 4):
            raise Refused("a company's receiver is told of sector alerts alone", field="company")
        check_address(url, plain_http=self._plain_http)
        secret = new_secret()
        fresh = {
            "url": url,
            "secret": secret,
            "priority": priority,
            "kinds": list(kinds),
            "after_seq": select(head.c.seq).scalar_subquery(),
            "made_at": self._clock.now(),
            "company": of,
        }
        ended = ("old_secret", "old_until", "failing_since", "revoked_at", "revoked_because")
        new = insert(webhook).values(name=name, **fresh)
        new = new.on_conflict_do_update(
            index_elements=["name"],
            set_={**fresh, **dict.fromkeys(ended)},
            where=webhook.c.revoked_at.is_not(None),
        )
        async with transaction(self._engine) as connection:
            if len(await active(connection)) >= AT_MOST:
                raise Refused(f"there are {AT_MOST} receivers; revoke one first")
            await _must_exist(connection, of)
            if not (await connection.execute(new)).rowcount:
                raise Conflict(f"there is a receiver {name}; revoke it first", field="name")
        return secret

    async def list(self) -> list[Receiver]:
        async with transaction(self._engine) as connection:
            rows = await connection.execute(select(*SHOWN).order_by("name"))
            return [_receiver(row) for row in rows.mappings()]

    async def revoke(self, name: str) -> None:
        async with transaction(self._engine) as connection:
            if not await end(connection, name, self._clock.now(), "command line"):
                raise _unknown(name)

    async def rotate(self, name: str) -> str:
        """A new secret, told once; for a day messages are signed with the old one as well."""
        secret, now = new_secret(), self._clock.now()
        mine = update(webhook).where(webhook.c.name == name, webhook.c.revoked_at.is_(None))
        changed = {"old_secret": webhook.c.secret, "old_until": now + BOTH_SECRETS_FOR, "secret": secret}
        async with transaction(self._engine) as connection:
            if not (await connection.execute(mine.values(changed))).rowcount:
                raise _unknown(name)
        return secret


async def _must_exist(connection: AsyncConnection, code: str | None) -> None:
    known = select(company.c.code).where(company.c.code == code)
    if code is not None and (await connection.execute(known)).one_or_none() is None:
        raise Unknown(f"there is no company {code}", field="company")


async def active(connection: AsyncConnection, *, hold: bool = False) -> list[Receiver]:
    """Those that are told of alerts; `hold` has whoever would revoke one wait for this transaction."""
    query = select(*SHOWN).where(webhook.c.revoked_at.is_(None)).order_by("name")
    rows = await connection.execute(query.with_for_update(read=True) if hold else query)
    return [_receiver(row) for row in rows.mappings()]


async def end(connection: AsyncConnection, name: str, now: datetime, because: str) -> bool:
    """Whether there was such a receiver; its secrets are forgotten and what waited for it is given up."""
    mine = update(webhook).where(webhook.c.name == name, webhook.c.revoked_at.is_(None))
    ended = {"revoked_at": now, "revoked_because": because, "failing_since": None}
    forgotten = {"secret": None, "old_secret": None, "old_until": None}
    if not (await connection.execute(mine.values(**ended, **forgotten))).rowcount:
        return False
    waiting = update(webhook_delivery).where(
        webhook_delivery.c.webhook == name, webhook_delivery.c.state == "pending"
    )
    await connection.execute(waiting.values(state="given_up", last_error="the receiver was revoked"))
    return True


def _check(name: str, priority: int, kinds: Sequence[str]) -> None:
    if not WEBHOOK.fullmatch(f"webhook:{name}"):
        raise Refused("a receiver has a name of small letters, digits, dots and dashes", field="name")
    if not 1 <= priority <= 4:
        raise Refused("priorities are 1 (highest) to 4", field="priority")
    if unknown := sorted({*kinds} - {*KINDS}):
        raise Refused(f"no such kind: {', '.join(unknown)}; there are {', '.join(KINDS)}", field="kinds")


def _unknown(name: str) -> Unknown:
    return Unknown(f"there is no working receiver {name}", field="name")


def _receiver(row: RowMapping) -> Receiver:
    return Receiver(**{**row, "kinds": tuple(row["kinds"])})
