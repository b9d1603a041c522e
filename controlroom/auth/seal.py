"""Secrets that must be read again, such as that of a code app: sealed where they lie, each for its owner."""

import base64
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock
from controlroom.errors import Refused
from controlroom.store.tables import kept_key
from controlroom.store.transaction import transaction

NAME: Final = "factors"


class Seal:
    """`keys`: of the settings, newest first; the first one seals, all of them open.

    Without any the database keeps a key of its own: then whoever has the whole database has the secrets.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock, keys: tuple[str, ...] = ()) -> None:
        self._engine = engine
        self._clock = clock
        self._given = keys
        self._made: MultiFernet | None = None

    async def close(self, secret: str, owner: str) -> str:
        return (await self._keys()).encrypt(f"{owner}:{secret}".encode()).decode()

    async def open(self, sealed: str, owner: str) -> str:
        """Raises Refused if it was sealed by a key that is gone, or for somebody else."""
        try:
            whose, _, secret = (await self._keys()).decrypt(sealed.encode()).decode().partition(":")
        except InvalidToken:
            whose, secret = "", ""
        if whose != owner:
            raise Refused("the secret of this factor cannot be read: was CONTROLROOM_SECRET_KEY changed?")
        return secret

    async def _keys(self) -> MultiFernet:
        if self._made is None:
            keys = self._given or (await self._kept(),)
            self._made = MultiFernet([Fernet(_derived(key)) for key in keys])
        return self._made

    async def _kept(self) -> str:
        row = {"name": NAME, "key": Fernet.generate_key().decode(), "made_at": self._clock.now()}
        async with transaction(self._engine) as connection:
            await connection.execute(insert(kept_key).values(row).on_conflict_do_nothing())
            return await _read(connection)


async def _read(connection: AsyncConnection) -> str:
    """The one that was first, if two servers made one at the same moment."""
    key = await connection.execute(select(kept_key.c.key).where(kept_key.c.name == NAME))
    return str(key.scalar_one())


def _derived(key: str) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"controlroom second factors").derive(key.encode())
    return base64.urlsafe_b64encode(derived)
