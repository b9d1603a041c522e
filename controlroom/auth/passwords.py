"""Passwords: argon2id, away from the loop, and never more than a few at a time (each takes 64 MiB)."""

import asyncio
import base64
import secrets
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from controlroom.errors import Refused
from controlroom.watch.words import mark

MIN_LENGTH = 12
MAX_LENGTH = 256
AT_A_TIME = 2
TOO_SHORT = mark("A password has at least 12 characters.")
TOO_LONG = mark("A password has at most 256 characters.")


class Passwords:
    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(AT_A_TIME)

    async def hash(self, password: str) -> str:
        if len(password) < MIN_LENGTH:
            raise Refused(TOO_SHORT, field="password")
        if len(password) > MAX_LENGTH:
            raise Refused(TOO_LONG, field="password")
        return await self.keep(password)

    async def keep(self, secret: str) -> str:
        """The same for what may be short."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, _normal(secret))

    async def matches(self, password: str, kept: str | None) -> bool:
        """False after the same work when nothing is kept, so that time does not tell which names exist."""
        async with self._turn:
            return await asyncio.to_thread(self._verify, password[: MAX_LENGTH + 1], kept)

    def _verify(self, password: str, kept: str | None) -> bool:
        try:
            self._hasher.verify(kept or self._nobody, _normal(password))
        except VerifyMismatchError:
            return False
        return kept is not None

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())

    def outdated(self, kept: str) -> bool:
        return self._hasher.check_needs_rehash(kept)


def _normal(password: str) -> str:
    """The same word typed on another keyboard is the same password."""
    return unicodedata.normalize("NFKC", password)


def new_password() -> str:
    """100 random bits in groups that can be read aloud: `k7qd-2mzp-x4ha-6wbe-t3uc`."""
    letters = base64.b32encode(secrets.token_bytes(13)).decode().lower()[:20]
    return "-".join(letters[at : at + 4] for at in range(0, 20, 4))
