"""What the pages show of measures: lines of a list, versions side by side, and what may be done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from controlroom.auth.roles import Right, Role
from controlroom.clock import BRUSSELS
from controlroom.store.panels.measures import Said, Whole
from controlroom.ui.measure_words import DECISIONS, FIELDS, OUTCOMES, SUBJECTS
from controlroom.ui.measures.speech import Speech
from controlroom.watch.measures import Decision, FixedPost, Measure, Patrols, Terms, Version
from controlroom.watch.measures.terms import Checks
from controlroom.watch.words import mark

ERASED: Final = mark("erased")
UNTIL_DECIDED: Final = mark("until it is decided otherwise")
BY_ITSELF: Final = mark("ends by itself")
ABOUT_IT: Final = (mark("Why"), mark("Decided by"), mark("Reference"), mark("Threat level then"))
NONE_OPEN: Final = mark("none open")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that versions say, in the order of the columns."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A version: `counts` now, or `waits` for a decision."""

    number: int
    decision: str
    outcome: str
    by: str
    at: datetime
    counts: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Versions:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class May:
    """What whoever looks may do with it now."""

    approve: bool
    refuse: bool
    withdraw: bool
    change: bool
    end: bool


def may(of: Whole, role: Role, name: str) -> May:
    """The watch decides again when it is done; this is what is offered."""
    one = of.measure
    awaited, keeps = one.awaited, role.may(Right.KEEP_FILES)
    decides = role.may(Right.APPROVE) and awaited is not None and awaited.by != name
    changes = keeps and one.effective and one.provisional is None and one.pending is None
    lapsed = keeps and one.state.value == "lapsed"
    return May(
        approve=decides,
        refuse=decides,
        withdraw=awaited is not None and awaited.by == name,
        change=changes or (lapsed and one.pending is None and one.provisional is None),
        end=keeps and not one.over and (of.over or lapsed),
    )


def versions(of: Whole, speech: Speech) -> Versions:
    """The newest first, each held against the one before it."""
    newest_first = of.measure.history[::-1]
    columns = tuple(_column(of, version, speech) for version in newest_first)
    said = [dict(facts(of, version, speech)) for version in newest_first]
    labels = list(dict.fromkeys(label for one in said for label in one))
    not_compared = {speech.say(label) for label in ABOUT_IT} | set(map(speech.say, OUTCOMES.values()))
    rows = (_row(label, said, compared=label not in not_compared) for label in labels)
    return Versions(columns, tuple(rows))


def _column(of: Whole, version: Version, speech: Speech) -> Column:
    awaited = of.measure.awaited
    return Column(
        version.number,
        speech.word(version.decision.value, DECISIONS),
        speech.word(version.outcome.value, OUTCOMES),
        of.people.get(version.by, version.by),
        version.at,
        version.number == of.measure.in_force,
        awaited is not None and awaited.number == version.number,
    )


def _row(label: str, said: Sequence[Mapping[str, str]], *, compared: bool) -> Row:
    """Each version has its own reason and its own decision: that they differ says nothing."""
    cells = []
    for place, one in enumerate(said):
        before = said[place + 1].get(label, "") if place + 1 < len(said) else None
        text = one.get(label, "")
        cells.append(Cell(text, compared and before is not None and text != before))
    return Row(label, tuple(cells))


def facts(of: Whole, version: Version, speech: Speech) -> Iterator[tuple[str, str]]:
    """What a version says, as label and text."""
    yield from terms_of(terms_said(of, version), speech)
    yield speech.say(mark("Valid from")), local(version.valid_from)
    yield speech.say(mark("Valid to")), _until(version, speech)
    if version.review_on:
        yield speech.say(mark("Looked at again")), f"{version.review_on:%d.%m.%Y}"
    if version.level:
        yield speech.say(mark("Threat level then")), str(version.level)
    yield speech.say(mark("Why")), of.said.get(version.seq, Said()).reason or speech.say(ERASED)
    if version.approval:
        yield speech.say(mark("Decided by")), version.approval.authority
        yield speech.say(mark("Reference")), f"{version.approval.reference}, {version.approval.on:%d.%m.%Y}"
    if version.closed_by:
        why = of.said.get(version.closed_seq or 0, Said()).reason
        who = of.people.get(version.closed_by, version.closed_by)
        yield speech.word(version.outcome.value, OUTCOMES), f"{who}: {why}" if why else who


def _until(version: Version, speech: Speech) -> str:
    """An end counts from its own moment on; nothing of it goes on."""
    if version.decision is Decision.END:
        return local(version.valid_from)
    if version.valid_to is None:
        return speech.say(UNTIL_DECIDED)
    return local(version.valid_to) + (f", {speech.say(BY_ITSELF)}" if version.final else "")


def terms_said(of: Whole, version: Version) -> Terms | None:
    """Those that stand in the clear, or those that the journal alone has."""
    return version.terms or of.said.get(version.terms_seq, Said()).personal


def terms_of(terms: Terms | None, speech: Speech) -> Iterator[tuple[str, str]]:
    if terms is None:
        yield speech.say(mark("What it is")), speech.say(ERASED)
        return
    for name, label in FIELDS[terms.kind].items():
        value = getattr(terms, name)
        if said := _written(name, value, speech):
            yield speech.say(label), said


def _written(name: str, value: Any, speech: Speech) -> str:
    match value:
        case None | "":
            return ""
        case () if name == "recommendations":
            return speech.say(NONE_OPEN)
        case tuple() if name == "recommendations":
            return "; ".join(value)
        case tuple() if name == "subjects":
            return ", ".join(speech.word(one, SUBJECTS) for one in value)
        case tuple():
            return ", ".join(value)
        case datetime():
            return local(value)
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case int() if name.endswith("_min"):
            return f"{value} min"
        case _:
            return str(value)


def summary(measure: Measure, speech: Speech) -> str:
    """In a line of a list, without what is of people."""
    match measure.latest.terms:
        case FixedPost() as post:
            return f"{post.code}, {post.strength} / {post.relief_every_min} min"
        case Patrols(opens=opens, closes=closes) as patrols if opens is not None and closes is not None:
            return f"{patrols.rounds_a_day} / {opens:%H:%M}-{closes:%H:%M}"
        case Checks() as checks:
            return ", ".join(speech.word(one, SUBJECTS) for one in checks.subjects)
        case None:
            return ""
        case other:
            return ", ".join(getattr(other, "team", ()))


def local(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%d.%m.%Y %H:%M}"
