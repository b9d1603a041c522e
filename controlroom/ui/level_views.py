"""What the pages of threat levels show; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controlroom.errors import Refused
from controlroom.store.alert_history import Happened
from controlroom.store.panels.levels import OneLevel, Table
from controlroom.ui.moments import moment_of
from controlroom.watch.baselines import FileKind, cell
from controlroom.watch.measures import MeasureKind
from controlroom.watch.threat import LEVELS, SetThreatLevel, Source, Standing
from controlroom.watch.words import mark

BLANK: Final = {
    "level": "",
    "source": "cuta",
    "valid_from": "",
    "valid_to": "",
    "plausibility": "",
    "severity": "",
    "reason": "",
}
NO_LEVEL: Final = mark("Choose a level.")
NO_NUMBER: Final = mark("Write a number, or nothing.")


@dataclass(frozen=True, slots=True)
class LevelCard:
    """What a file's page says of its level. `may_open`: there is a page behind it for whoever looks."""

    scope: str
    level: int | None
    since: datetime | None
    until: datetime | None
    source: str | None
    by: str
    coming: tuple[Standing, ...]
    missing: tuple[MeasureKind, ...]
    history: tuple["Turn", ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a history: `kind` of the event, what stood from then on, and what was said."""

    at: datetime
    kind: str
    level: int | None
    by: str
    source: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    begun: bool = True
    plausibility: int | None = None
    severity: int | None = None
    reason: str | None = None
    decided: tuple[tuple[str, str, str], ...] = ()
    erased: bool = False


def level_card(read: OneLevel) -> LevelCard:
    stands = read.threat
    by = stands.by if stands else None
    return LevelCard(
        read.scope,
        read.level,
        stands.since if stands else None,
        stands.until if stands else None,
        stands.source.value if stands and stands.source else None,
        read.people.get(by or "", by or ""),
        stands.coming if stands else (),
        read.missing,
        tuple(_turn(one, read.people) for one in read.history),
    )


def _turn(one: Happened, people: Mapping[str, str]) -> Turn:
    event = one.event
    by = getattr(event, "by", None)
    source = getattr(event, "source", None)
    return Turn(
        one.at,
        event.kind,
        getattr(event, "level", None),
        people.get(by or "", by or ""),
        source.value if source else None,
        getattr(event, "valid_from", None) or getattr(event, "since", None),
        getattr(event, "valid_to", None),
        getattr(event, "begun", True),
        getattr(event, "plausibility", None),
        getattr(event, "severity", None),
        getattr(event, "reason", None),
        _decided(event),
        one.erased,
    )


def _decided(event: object) -> tuple[tuple[str, str, str], ...]:
    """Kind, answer and reason of each measure of a decision; the reasons may have been erased."""
    kinds = [kind.value for kind in getattr(event, "kinds", ())]
    answers = [answer.value for answer in getattr(event, "answers", ())]
    reasons = getattr(event, "reasons", None) or [""] * len(kinds)
    return tuple(zip(kinds, answers, reasons, strict=True))


def command_of(scope: str, typed: Mapping[str, str], by: str) -> SetThreatLevel:
    """What a form asks for; Refused names the field that cannot be read."""
    level = typed["level"]
    if level not in map(str, LEVELS):
        raise Refused(NO_LEVEL, field="level")
    source = typed["source"]
    return SetThreatLevel(
        scope,
        int(level),
        by,
        _moment(typed["valid_from"], "valid_from"),
        _moment(typed["valid_to"], "valid_to"),
        Source(source) if source in set(Source) else None,
        typed["reason"],
        _number(typed["plausibility"], "plausibility"),
        _number(typed["severity"], "severity"),
    )


def _moment(text: str, field: str) -> datetime | None:
    return moment_of(text, field) if text.strip() else None


def _number(text: str, field: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal():
        raise Refused(NO_NUMBER, field=field)
    return int(text)


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One kind of file: the measures that are usual at each level."""

    of: str
    levels: tuple[tuple[MeasureKind, ...], ...]


def baseline_rows(read: Table) -> tuple[BaselineRow, ...]:
    return tuple(
        BaselineRow(of.value, tuple(read.cells.get(cell(level, of), ()) for level in LEVELS))
        for of in FileKind
    )
