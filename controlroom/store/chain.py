"""The hash chain of the journal: each row's hash covers the row before it.

A row's hash is sha256 over the hash before and, each with its length in front (8 bytes, big-endian), the
number, the time, the actor, the kind, the body and the digest of the personal data. Personal data is covered
by sha256(salt + text) alone, so that text and salt can be erased and the chain still verifies.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

GENESIS: Final = bytes(32)
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Link:
    """A journal row as stored; `private` and `salt` are None where there is none, or where it was erased."""

    seq: int
    recorded_at: datetime
    actor: str
    kind: str
    body: str
    private: str | None
    salt: bytes | None
    private_digest: bytes | None
    hash: bytes


def salts(count: int) -> Iterator[bytes]:
    """Random salts, asked of the system in one go."""
    drawn = secrets.token_bytes(SALT_BYTES * count)
    return (drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES))


def link(
    before: bytes,
    seq: int,
    recorded_at: datetime,
    actor: str,
    kind: str,
    body: str,
    private: str | None,
    salt: bytes | None,
) -> Link:
    """The next row; personal data comes with a salt of its own (`salts`), other rows with None."""
    digest = digest_private(private, salt)
    hashed = row_hash(before, seq, recorded_at, actor, kind, body, digest)
    return Link(seq, recorded_at, actor, kind, body, private, salt, digest, hashed)


def digest_private(private: str | None, salt: bytes | None) -> bytes | None:
    if private is None or salt is None:
        return None
    return hashlib.sha256(salt + private.encode()).digest()


def row_hash(
    before: bytes, seq: int, recorded_at: datetime, actor: str, kind: str, body: str, digest: bytes | None
) -> bytes:
    parts = (
        before,
        str(seq).encode(),
        recorded_at.isoformat(timespec="microseconds").encode(),
        actor.encode(),
        kind.encode(),
        body.encode(),
        digest or b"",
    )
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).digest()


def breaks(before: bytes, row: Link) -> str | None:
    """Why this row does not follow from the hash before it, or None if it does."""
    if row.private is not None and digest_private(row.private, row.salt) != row.private_digest:
        return "the personal data is not what was written"
    expected = row_hash(before, row.seq, row.recorded_at, row.actor, row.kind, row.body, row.private_digest)
    return None if expected == row.hash else "the row is not what was written"
