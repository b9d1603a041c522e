import asyncio
from typing import Literal

import pytest
from argon2 import PasswordHasher

from controlroom.auth.passwords import MAX_LENGTH, MIN_LENGTH, Passwords, new_password
from controlroom.errors import Refused

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def test_a_password_matches_itself_and_nothing_else() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("the blue heron waits")
    assert await passwords.matches("the blue heron waits", kept)
    assert not await passwords.matches("the blue heron wait", kept)


async def test_the_same_word_from_another_keyboard_is_the_same_password() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("caf\u00e9 du parlement")
    assert await passwords.matches("cafe\u0301 du parlement", kept)


async def test_what_is_kept_is_argon2id_and_not_the_password() -> None:
    kept = await Passwords().hash("the blue heron waits")
    assert kept.startswith("$argon2id$")
    assert "heron" not in kept


@pytest.mark.parametrize("password", ["x" * (MIN_LENGTH - 1), "x" * (MAX_LENGTH + 1)])
async def test_a_password_is_neither_short_nor_endless(password: str) -> None:
    with pytest.raises(Refused, match="characters"):
        await Passwords(CHEAP).hash(password)


async def test_a_megabyte_of_password_is_refused_without_being_hashed_whole() -> None:
    passwords = Passwords(CHEAP)
    assert not await passwords.matches("x" * 1_000_000, await passwords.hash("x" * MAX_LENGTH))


async def test_a_name_without_account_costs_a_guesser_the_same_work() -> None:
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    assert not await Passwords(hasher).matches("the blue heron waits", None)
    assert hasher.verified == 1


async def test_older_parameters_are_noticed() -> None:
    assert Passwords().outdated(await Passwords(CHEAP).hash("the blue heron waits"))


async def test_a_rush_of_sign_ins_hashes_two_at_a_time() -> None:
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Passwords(hasher)
    await asyncio.gather(*(passwords.hash("the blue heron waits") for _ in range(12)))
    assert hasher.most_at_once <= 2


def test_a_password_made_for_somebody_can_be_read_aloud() -> None:
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert all(len(p) == 24 and p.replace("-", "").isalnum() and p == p.lower() for p in made)


class Counting(PasswordHasher):
    verified = 0
    running = 0
    most_at_once = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        kept = super().hash(password, salt=salt)
        self.running -= 1
        return kept

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002, its name in argon2
        self.verified += 1
        return super().verify(hash, password)
