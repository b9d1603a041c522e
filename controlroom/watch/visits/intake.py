"""What an embassy owes before its visit, and what of that is missing (requirement R5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.working_days import working_days_before

NOTICE_DAYS: Final = 3
"""Working days before the visit by which the verbal note is there."""
AGENTS_AT_MOST: Final = 4
"""Foreign security agents, in principle."""
VEHICLES_AT_MOST: Final = 5
"""Of a convoy, in principle."""


class Request(StrEnum):
    """Where a permit stands that goes through Protocol; `unknown`: nobody has asked the embassy yet."""

    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"
    REQUESTED = "requested"
    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Intake:
    """`note_at`: when the verbal note was received; `agents`: foreign security agents who come along."""

    note_at: datetime | None = None
    agents: int | None = None
    weapons: Request = Request.UNKNOWN
    radio: Request = Request.UNKNOWN
    overflight: Request = Request.UNKNOWN


class Flag(StrEnum):
    NO_NOTE = "no_note"
    SHORT_NOTICE = "short_notice"
    AGENTS_UNKNOWN = "agents_unknown"
    TOO_MANY_AGENTS = "too_many_agents"
    NO_WEAPON_REQUEST = "no_weapon_request"
    NO_RADIO_REQUEST = "no_radio_request"
    NO_OVERFLIGHT_REQUEST = "no_overflight_request"
    LARGE_CONVOY = "large_convoy"


@dataclass(frozen=True, slots=True)
class Amiss:
    """`number`: how many days, agents or vehicles; `leg`: of which leg, where it is about one."""

    flag: Flag
    number: int | None = None
    leg: int | None = None


def amiss(intake: Intake | None, starts_at: datetime, legs: Iterable[PlannedLeg]) -> list[Amiss]:
    """In the order in which a desk would ask; nothing here stops a visit."""
    found = list(_of_the_note(intake, starts_at)) if intake else []
    large = (leg for leg in legs if leg.convoy > VEHICLES_AT_MOST)
    return [*found, *(Amiss(Flag.LARGE_CONVOY, leg.convoy, leg.number) for leg in large)]


def _of_the_note(intake: Intake, starts_at: datetime) -> Iterable[Amiss]:
    if intake.note_at is None:
        yield Amiss(Flag.NO_NOTE)
    elif (notice := days_of_notice(intake.note_at, starts_at)) < NOTICE_DAYS:
        yield Amiss(Flag.SHORT_NOTICE, notice)
    if intake.agents is None:
        yield Amiss(Flag.AGENTS_UNKNOWN)
    elif intake.agents > AGENTS_AT_MOST:
        yield Amiss(Flag.TOO_MANY_AGENTS, intake.agents)
    if intake.weapons is Request.UNKNOWN:
        yield Amiss(Flag.NO_WEAPON_REQUEST)
    if intake.radio is Request.UNKNOWN:
        yield Amiss(Flag.NO_RADIO_REQUEST)
    if intake.overflight is Request.UNKNOWN:
        yield Amiss(Flag.NO_OVERFLIGHT_REQUEST)


def days_of_notice(note_at: datetime, starts_at: datetime) -> int:
    """Belgian working days from that of the note up to, and without, that of the visit."""
    return working_days_before(note_at.astimezone(BRUSSELS).date(), starts_at.astimezone(BRUSSELS).date())
