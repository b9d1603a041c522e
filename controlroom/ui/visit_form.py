"""The form that announces or amends a visit: what was typed, what it means, what is wrong where."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, Field

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.ui.wall_times import local_day, moment_of, written
from controlroom.watch.visits import Facts, Intake, Rank, Request, Visit, VisitKind
from controlroom.watch.words import mark

Short = Annotated[str, Field(max_length=200)]
CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,39}")
NO_CODE: Final = mark("A code has 2 to 40 capitals, digits, points or dashes.")
NO_RANK: Final = mark("Choose the rank.")
NO_KIND: Final = mark("Choose the kind of visit.")
NO_NAME: Final = mark("A visit needs a code name.")
NO_DELEGATION: Final = mark("Say whose delegation it is.")
NO_AGENTS: Final = mark("A number of agents from 0 to 200, or nothing if it is not known.")
AGENTS_AT_MOST: Final = 200
LINES_AT_MOST: Final = 20
T = TypeVar("T")


class Typed(BaseModel, frozen=True):
    """As it was typed, so that the form can be shown again. `places`: one a line. `team`: call signs."""

    code: Short = ""
    code_name: Short = ""
    rank: Short = ""
    kind: Short = "official"
    delegation: Short = ""
    event: Short = ""
    person: Short = ""
    starts_on: Short = ""
    starts_at: Short = ""
    ends_on: Short = ""
    ends_at: Short = ""
    threat_level: Short = "2"
    places: Annotated[str, Field(max_length=2000)] = ""
    team: Short = ""
    note_on: Short = ""
    note_at: Short = ""
    agents: Short = ""
    weapons: Short = Request.UNKNOWN
    radio: Short = Request.UNKNOWN
    overflight: Short = Request.UNKNOWN
    seen: Short = ""


class Faults(dict[str, Refused]):
    """What is wrong, by field; the first thing that is wrong with a field counts."""

    def tried(self, field: str, part: Callable[[], T]) -> T | None:
        try:
            return part()
        except Refused as refused:
            self.setdefault(refused.field or field, refused)
            return None


def read(typed: Typed) -> tuple[str, Facts] | Faults:
    """The code of the visit and what is said of it, or all that is wrong."""
    faults = Faults()
    starts = faults.tried("starts_at", lambda: _moment(typed.starts_on, typed.starts_at, "starts"))
    ends = faults.tried("ends_at", lambda: _moment(typed.ends_on, typed.ends_at, "ends"))
    rank = faults.tried("rank", lambda: _one_of(Rank, typed.rank, NO_RANK))
    kind = faults.tried("kind", lambda: _one_of(VisitKind, typed.kind, NO_KIND))
    name = faults.tried("code_name", lambda: _said(typed.code_name, NO_NAME))
    delegation = faults.tried("delegation", lambda: _said(typed.delegation, NO_DELEGATION))
    intake = faults.tried("note_at", lambda: _intake(typed, faults))
    if starts is None or ends is None or rank is None or kind is None or name is None or delegation is None:
        return faults
    code = faults.tried("code", lambda: _code(typed.code, name, starts))
    if faults or code is None:
        return faults
    facts = Facts(
        code_name=name,
        rank=rank,
        kind=kind,
        delegation=delegation,
        starts_at=starts,
        ends_at=ends,
        threat_level=int(typed.threat_level) if typed.threat_level in ("1", "2", "3", "4") else 0,
        event=typed.event.strip() or None,
        person=typed.person.strip() or None,
        places=tuple(line.strip() for line in typed.places.splitlines() if line.strip())[:LINES_AT_MOST],
        intake=intake,
        team=call_signs(typed.team),
    )
    return code, facts


def _moment(day: str, time: str, what: str) -> datetime:
    return moment_of(local_day(day, f"{what}_on"), time, f"{what}_at")


def _one_of(kind: Callable[[str], T], text: str, otherwise: str) -> T:
    try:
        return kind(text)
    except ValueError:
        raise Refused(otherwise) from None


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise Refused(otherwise)
    return text.strip()


def _code(text: str, name: str, starts_at: datetime) -> str:
    """Where none is given, the code name and the day."""
    own = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")
    code = text.strip().upper() or f"{own}-{starts_at.astimezone(BRUSSELS):%y%m%d}"
    if not CODE.fullmatch(code):
        raise Refused(NO_CODE)
    return code


def _intake(typed: Typed, faults: Faults) -> Intake:
    agents = faults.tried("agents", lambda: _agents(typed.agents))
    note = _moment(typed.note_on, typed.note_at or "12:00", "note") if typed.note_on.strip() else None
    requests = (_request(text) for text in (typed.weapons, typed.radio, typed.overflight))
    return Intake(note, agents, *requests)


def _agents(text: str) -> int | None:
    if not text.strip():
        return None
    if not re.fullmatch(r"\s*[0-9]{1,3}\s*", text) or int(text) > AGENTS_AT_MOST:
        raise Refused(NO_AGENTS)
    return int(text)


def _request(text: str) -> Request:
    return Request(text) if text in set(Request) else Request.UNKNOWN


def call_signs(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.upper() for word in re.split(r"[\s,;]+", text) if word))


def typed_of(visit: Visit) -> Typed:
    """A visit as it was entered, so that it can be amended."""
    intake = visit.intake or Intake()
    note = _day_and_time(intake.note_at)
    starts, ends = _day_and_time(visit.starts_at), _day_and_time(visit.ends_at)
    return Typed(
        code=visit.code,
        code_name=visit.code_name,
        rank=visit.rank,
        kind=visit.kind,
        delegation=visit.delegation,
        event=visit.event or "",
        person=visit.person or "",
        starts_on=starts[0],
        starts_at=starts[1],
        ends_on=ends[0],
        ends_at=ends[1],
        threat_level=str(visit.threat_level),
        places="\n".join(visit.places),
        team=" ".join(visit.team),
        note_on=note[0],
        note_at=note[1],
        agents="" if intake.agents is None else str(intake.agents),
        weapons=intake.weapons,
        radio=intake.radio,
        overflight=intake.overflight,
        seen=str(visit.revision),
    )


def _day_and_time(at: datetime | None) -> tuple[str, str]:
    return (at.astimezone(BRUSSELS).date().isoformat(), written(at)) if at else ("", "")


def seen_of(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
