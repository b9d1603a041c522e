"""Signed checkpoints of the journal: its length and its last hash, as c2sp.org/tlog-checkpoint has them.

The chain of hashes shows what was altered within the journal. That its end was cut off, that an older backup
was put back, or that all of it was written anew is seen only by who knows from elsewhere where it once stood.
The third line is the hash of the last row, which covers all rows before it; it is no root of a Merkle tree.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from controlroom.store import journal
from controlroom.store.chain import GENESIS
from controlroom.store.signed_note import BadNote, Signer, Verifier, opened

A_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
LATEST: Final = "SELECT made_at, size, hash, key_name, note FROM checkpoint ORDER BY id DESC LIMIT $1"
KEEP: Final = "INSERT INTO checkpoint (made_at, size, hash, key_name, note) VALUES ($1, $2, $3, $4, $5)"


class WouldContradict(BadNote):
    """The journal is not the one of the last checkpoint: to sign it would cover that up."""

    slug = "would-contradict"
    title = "No checkpoint was signed"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    hash: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.hash).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Lines after the third are somebody's own; they are signed and mean nothing here."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines) or not A_SIZE.fullmatch(lines[1]):
            raise BadNote("it is signed, but it is no checkpoint")
        try:
            head = base64.b64decode(lines[2], validate=True)
        except (binascii.Error, ValueError):
            head = b""
        if len(head) != len(GENESIS):
            raise BadNote("it is signed, but it is no checkpoint")
        return cls(lines[0], int(lines[1]), head)

    @classmethod
    def opened(cls, note: bytes, verifier: Verifier) -> "Checkpoint":
        """What the note says, signed by that key for the journal of that name. Raises BadNote."""
        said = cls.parse(opened(note, verifier))
        if said.origin != verifier.name:
            raise BadNote(f"it is a checkpoint of {said.origin}, not of {verifier.name}")
        return said


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it is kept beside the journal."""

    made_at: datetime
    size: int
    hash: bytes
    key_name: str
    note: str


async def make(connection: asyncpg.Connection, signer: Signer) -> Kept:
    """Signed, and not yet kept. Raises WouldContradict rather than sign what the last one denies."""
    head = await journal.read_head(connection)
    for last in await latest(connection, 1):
        wrong = await contradiction(connection, Checkpoint("", last.size, last.hash))
        if wrong:
            raise WouldContradict(wrong)
    said = Checkpoint(signer.name, head.seq, head.hash)
    return Kept(head.now, head.seq, head.hash, signer.name, signer.sign(said.text))


async def keep(connection: asyncpg.Connection, made: Kept) -> None:
    await connection.execute(KEEP, made.made_at, made.size, made.hash, made.key_name, made.note)


async def latest(connection: asyncpg.Connection, most: int) -> list[Kept]:
    """The newest first."""
    return [Kept(*row) for row in await connection.fetch(LATEST, most)]


async def contradiction(connection: asyncpg.Connection, said: Checkpoint) -> str | None:
    """Why the journal is not the one that the checkpoint speaks of, or None if it goes through it."""
    head = await journal.read_head(connection)
    if head.seq < said.size:
        return (
            f"the checkpoint knows {said.size} rows, the journal ends at {head.seq}: "
            "its end was cut off, or an older backup was put back"
        )
    there = await connection.fetchval(journal.HASH_AT, said.size) if said.size else GENESIS
    if there != said.hash:
        return f"row {said.size} is not the one of the checkpoint: the past was written anew"
    return None
