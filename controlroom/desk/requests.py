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

    `laid_at` is when they were laid before the pen, in seconds of a clock that never jumps.
    """

    jobs: Sequence[Job]
    answer: asyncio.Future[list[Outcome]]
    laid_at: float = 0.0
