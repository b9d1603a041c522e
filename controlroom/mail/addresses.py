"""The addresses at which companies are written to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.catalogs import LANGUAGES
from controlroom.clock import Clock
from controlroom.errors import Refused, Unknown
from controlroom.store.tables import among, company, mail, mail_address
from controlroom.store.transaction import transaction

AT_MOST: Final = 10
"""For one company."""
LONGEST: Final = 254
LONGEST_NAME: Final = 64
ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS: Final = re.compile(rf"{ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})+")
"""Plain ones only: nothing in quotes, no characters beyond ASCII, nothing that could end a line."""


@dataclass(frozen=True, slots=True)
class Address:
    """`language`: which comes first in a mail. `refused_at`: since when it takes no mail."""

    company: str
    address: str
    language: str | None
    added_at: datetime
    refused_at: datetime | None


def check_address(address: str) -> None:
    """Raises Refused with the reason."""
    name, _, _ = address.partition("@")
    if len(address) > LONGEST or len(name) > LONGEST_NAME or not ADDRESS.fullmatch(address):
        raise Refused("this is no plain address of mail, as alerts@company.example", field="address")


class Addresses:
    """Each method raises Unavailable when the database does not answer."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def add(self, of: str, address: str, language: str | None = None) -> None:
        """One that is there gets the language that is said now."""
        check_address(address)
        if language is not None and language not in LANGUAGES:
            raise Refused(f"languages are {', '.join(LANGUAGES)}", field="language")
        row = {"company": of, "address": address, "language": language, "added_at": self._clock.now()}
        new = insert(mail_address).values(row)
        new = new.on_conflict_do_update(index_elements=["company", "address"], set_={"language": language})
        async with transaction(self._engine) as connection:
            await _lock(connection, of)
            others = select(func.count()).where(
                mail_address.c.company == of, mail_address.c.address != address
            )
            if (await connection.execute(others)).scalar_one() >= AT_MOST:
                raise Refused(f"{of} has {AT_MOST} addresses; remove one first", field="address")
            await connection.execute(new)

    async def list(self, of: str) -> list[Address]:
        async with transaction(self._engine) as connection:
            return await addresses(connection, [of])

    async def remove(self, of: str, address: str) -> None:
        """Forgotten, with all that was sent there or waited for it."""
        mine = (mail_address.c.company == of, mail_address.c.address == address)
        async with transaction(self._engine) as connection:
            if not (await connection.execute(delete(mail_address).where(*mine))).rowcount:
                raise Unknown(f"{of} has no such address", field="address")
            await connection.execute(delete(mail).where(mail.c.company == of, mail.c.address == address))


async def addresses(connection: AsyncConnection, of: Iterable[str]) -> list[Address]:
    query = select(mail_address).where(among(mail_address.c.company, of)).order_by("company", "address")
    return [Address(**row) for row in (await connection.execute(query)).mappings()]


async def _lock(connection: AsyncConnection, of: str) -> None:
    """Two that add at once do not go past the limit together."""
    query = select(company.c.code).where(company.c.code == of)
    if (await connection.execute(query)).one_or_none() is None:
        raise Unknown(f"there is no company {of}", field="company")
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(of, 0))))
