"""What can be laid before the pen, and what it answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from controlroom.errors import Refused
from controlroom.watch.commands import Command, ReportCommand


@dataclass(frozen=True, slots=True)
class Incoming:
    """One parsed report; `digest` is sha256 over its canonical body, so that a reused id shows."""

    command: ReportCommand
    digest: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """On disk at `seq`; `fresh` is False if it had been there before."""

    seq: int
    received_at: datetime
    fresh: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A command, who gives it, and for a report the key under which it is known: unit, id, digest."""

    command: Command
    actor: str
    key: tuple[str, UUID] | None = None
    digest: bytes = b""


Outcome = Accepted | Refused | None
"""None: nothing had to be written."""


@dataclass(slots=True)
class Request:
    """Jobs that came together; `answer` gets their outcomes in order once they are on disk.

    `asked_at` is from when whoever asks has been waiting, in seconds of `monotonic`.
    """

    jobs: Sequence[Job]
    asked_at: float
    answer: asyncio.Future[list[Outcome]]
