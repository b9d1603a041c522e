"""One piece of JSON to one report, or to the problem that names what is wrong with it, field by field."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from controlroom.desk.requests import Incoming
from controlroom.feeds.early_warning import EarlyWarningBody
from controlroom.feeds.incident import IncidentBody
from controlroom.feeds.model import Amiss, HeartbeatBody
from controlroom.feeds.patrol_check import PatrolCheckBody
from controlroom.feeds.problems import Problem
from controlroom.feeds.split import Piece, Repeated
from controlroom.feeds.visit import VisitBody
from controlroom.watch.commands import ReportCommand

MAX_REPORT_BYTES: Final = 64 * 1024
MAX_AMISS: Final = 20
NOT_OF_THE_REPORT: Final = {"sent_at"}
"""A device that sends again may say a new `sent_at`; it is the same report."""
REASONS: Final = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this report",
    "model_type": "must be an object",
    "string_pattern_mismatch": "must not hold control characters",
    "uuid_parsing": "is not a UUID",
    "uuid_type": "must be a UUID",
    "finite_number": "must be a finite number",
}

ReportModel = IncidentBody | VisitBody | PatrolCheckBody | EarlyWarningBody


@dataclass(frozen=True, slots=True)
class Feed:
    """One of the feeds; `name` is what the feeds panel calls it."""

    name: str
    model: type[ReportModel]
    adapter: TypeAdapter[Any]

    @property
    def of_companies(self) -> bool:
        """It takes reports of their systems alone."""
        return self.model is EarlyWarningBody


def _feed_of(name: str, model: type[ReportModel]) -> Feed:
    return Feed(name, model, TypeAdapter(model))


INCIDENT: Final = _feed_of("incident", IncidentBody)
VISIT: Final = _feed_of("visit", VisitBody)
PATROL_CHECK: Final = _feed_of("patrol-check", PatrolCheckBody)
EARLY_WARNING: Final = _feed_of("early-warning", EarlyWarningBody)
FEEDS: Final = {feed.name: feed for feed in (INCIDENT, VISIT, PATROL_CHECK, EARLY_WARNING)}


def read_report(feed: Feed, unit: str, piece: Piece, now: datetime, company: str = "") -> Incoming | Problem:
    """A report of `unit` that the watch can be asked to take, or why not. `company`: whose system it is."""
    if len(piece.raw) > MAX_REPORT_BYTES:
        return too_large(f"one report may have {MAX_REPORT_BYTES} bytes", now)
    if piece.fault is not None:
        return not_json(piece.fault, now)
    if type(piece.value) is Repeated:
        return unusable([Amiss(shown(piece.value.key), "stands twice in one object")], now)
    try:
        body = feed.adapter.validate_json(piece.raw)
    except ValidationError as error:
        return _unread(error, now)
    if amiss := [*body.amiss(now)]:
        return unusable(amiss, now)
    return Incoming(_command(body, unit, company), _digest(feed, body))


def _command(body: ReportModel, unit: str, company: str) -> ReportCommand:
    return body.as_command(unit, company) if isinstance(body, EarlyWarningBody) else body.as_command(unit)


def read_heartbeat(body: bytes, now: datetime) -> HeartbeatBody | Problem:
    """A sign of life that may say where the unit is; an empty body says only that it lives."""
    try:
        return HeartbeatBody.model_validate_json(body or b"{}")
    except ValidationError as error:
        return _unread(error, now)


def _unread(error: ValidationError, now: datetime) -> Problem:
    """Half a character of a surrogate pair passes json, but not here."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return not_json(shown(first["msg"], at_most=300), now)
    return unusable(what_is_amiss(error), now)


def _digest(feed: Feed, body: ReportModel) -> bytes:
    said = feed.adapter.dump_json(body, exclude=NOT_OF_THE_REPORT, exclude_defaults=True)
    return hashlib.sha256(feed.name.encode() + said).digest()


def what_is_amiss(error: ValidationError) -> list[Amiss]:
    found = error.errors(include_url=False, include_input=False)[:MAX_AMISS]
    return [Amiss(_field(e["loc"]), _reason(e["type"], e["msg"])) for e in found]


def _field(loc: tuple[int | str, ...]) -> str:
    return ".".join(shown(str(part)) for part in loc)


def _reason(kind: str, message: str) -> str:
    return REASONS.get(kind) or shown(message.replace("Input should", "must"), at_most=300)


def shown(text: str, *, at_most: int = 80) -> str:
    """What came from outside, fit to stand in an answer and in a column of text."""
    cut = text if len(text) <= at_most else f"{text[: at_most - 1]}…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def unusable(amiss: Sequence[Amiss], now: datetime) -> Problem:
    detail = "; ".join(f"{field}: {reason}" if field else reason for field, reason in amiss[:3])
    return Problem(422, "invalid-report", "The report cannot be used", detail, amiss, now)


def not_here(unit: str) -> Problem:
    detail = (
        f"{unit} may not report here: early warnings are of companies' systems, and those send nothing else."
    )
    return Problem(403, "forbidden", "Not allowed", detail)


def not_json(detail: str, now: datetime) -> Problem:
    return Problem(400, "not-json", "The body is not JSON", detail, server_time=now)


def too_large(detail: str, now: datetime) -> Problem:
    return Problem(413, "too-large", "Too much at once", detail, server_time=now)


def id_of(piece: Piece) -> str | None:
    """The report's own id, if it can be read, also when nothing else can."""
    said = piece.value.get("id") if isinstance(piece.value, dict) else None
    try:
        return str(UUID(said)) if isinstance(said, str) else None
    except ValueError:
        return None
