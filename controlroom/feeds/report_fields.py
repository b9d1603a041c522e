"""The names of the fields of each feed, taken from what the feed accepts; `a.b` is `b` within `a`."""

from collections.abc import Iterator
from typing import Final, Literal, get_args

from pydantic import BaseModel

from controlroom.feeds.early_warning import EarlyWarningBody
from controlroom.feeds.incident import IncidentBody
from controlroom.feeds.patrol_check import PatrolCheckBody
from controlroom.feeds.visit import VisitBody

FeedName = Literal["incident", "visit", "patrol-check", "early-warning"]
Collected = Literal["incident", "visit", "patrol-check", "early-warning", "cap"]
"""What a connector brings: reports, and warnings of other services."""

PATHS: Final[dict[FeedName, str]] = {
    "incident": "/feeds/incidents",
    "visit": "/feeds/visits",
    "patrol-check": "/feeds/patrol-checks",
    "early-warning": "/feeds/early-warnings",
}


def _names(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = [part for part in get_args(field.annotation) if _is_model(part)]
        yield from (f"{name}.{part}" for part in _names(inner[0])) if inner else [name]


def _is_model(part: object) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


FIELDS: Final[dict[FeedName, set[str]]] = {
    "incident": set(_names(IncidentBody)),
    "visit": set(_names(VisitBody)),
    "patrol-check": set(_names(PatrolCheckBody)),
    "early-warning": set(_names(EarlyWarningBody)),
}
