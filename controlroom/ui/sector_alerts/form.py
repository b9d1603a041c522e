"""The form of a message to a sector: what was typed, what it means, and what is wrong with which field."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, Field

from controlroom.catalogs import translations
from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.ids import sector_alert_ref
from controlroom.ui.moments import moment_of
from controlroom.ui.sector_alerts.words import CANCELLED, LANGUAGES, NO_LONGER, NOTHING_MORE
from controlroom.watch.companies import Region, Sector
from controlroom.watch.sector_alerts import (
    Category,
    Certainty,
    Content,
    DraftSectorAlert,
    MessageType,
    SectorAlert,
    SectorAlertDrafted,
    SectorAlertReleased,
    Severity,
    Texts,
    Urgency,
    Words,
)
from controlroom.watch.words import mark

Short = Annotated[str, Field(max_length=64)]
Line = Annotated[str, Field(max_length=1000)]
Long = Annotated[str, Field(max_length=20_000)]
Chosen = Annotated[list[Short], Field(max_length=40)]
E = TypeVar("E", bound=StrEnum)
NOT_OFFERED: Final = mark("Choose one of those that are offered.")
FIRST_UNTIL: Final = timedelta(hours=24)


class Typed(BaseModel, frozen=True):
    """As it was typed, so that the form can be shown again. `seen`: the version that is changed by it.

    `follows`: how many messages had gone out when it was begun.
    """

    ref: Short = ""
    seen: Annotated[int, Field(ge=0)] = 0
    follows: Annotated[int, Field(ge=0)] = 0
    msg_type: Short = "alert"
    warning: Short = ""
    exercise: Short = ""
    sectors: Chosen = Field(default_factory=list)
    regions: Chosen = Field(default_factory=list)
    category: Short = "security"
    urgency: Short = "immediate"
    severity: Short = "severe"
    certainty: Short = "likely"
    expires_at: Short = ""
    headline_nl: Line = ""
    headline_fr: Line = ""
    headline_de: Line = ""
    headline_en: Line = ""
    description_nl: Long = ""
    description_fr: Long = ""
    description_de: Long = ""
    description_en: Long = ""
    instruction_nl: Long = ""
    instruction_fr: Long = ""
    instruction_de: Long = ""
    instruction_en: Long = ""


def blank(now: datetime, warning: str = "") -> Typed:
    """For a new alert, of a reference of its own."""
    return Typed(ref=sector_alert_ref(), warning=warning, expires_at=_local(now + FIRST_UNTIL))


def typed_of(alert: SectorAlert) -> Typed:
    """What is being written already."""
    if alert.proposal is None:
        raise Refused(NOT_OFFERED, field="msg_type")
    one = alert.proposal
    return _filled(alert, one.version, one.msg_type, one.content, alert.texts or Texts())


def following(alert: SectorAlert, before: SectorAlertReleased, msg_type: MessageType) -> Typed:
    """An update begins with what was said last, a cancellation with what one says then."""
    texts = before.texts or Texts()
    if msg_type is MessageType.CANCEL:
        texts = Texts(*(_over(language) for language in LANGUAGES))
    return _filled(alert, 0, msg_type, before.content, texts)


def afresh(alert: SectorAlert, written: SectorAlertDrafted | SectorAlertReleased, now: datetime) -> Typed:
    """A new alert with what was written in one that is over."""
    like = _filled(alert, 0, MessageType.ALERT, written.content, written.texts or Texts())
    new = {"ref": sector_alert_ref(), "follows": 0, "expires_at": _local(now + FIRST_UNTIL)}
    return like.model_copy(update={**new, "exercise": "1" if alert.exercise else ""})


def _over(language: str) -> Words:
    catalog = translations(language)
    return Words(catalog.gettext(CANCELLED), catalog.gettext(NO_LONGER), catalog.gettext(NOTHING_MORE))


def _filled(alert: SectorAlert, seen: int, msg_type: MessageType, content: Content, texts: Texts) -> Typed:
    said = {
        f"{part}_{language}": getattr(words, part)
        for language, words in texts.each
        for part in ("headline", "description", "instruction")
    }
    return Typed(
        ref=alert.ref,
        seen=seen,
        follows=len(alert.messages),
        msg_type=msg_type.value,
        sectors=[one.value for one in content.sectors],
        regions=[one.value for one in content.regions],
        category=content.category.value,
        urgency=content.urgency.value,
        severity=content.severity.value,
        certainty=content.certainty.value,
        expires_at=_local(content.expires_at),
        **said,
    )


def command_of(typed: Typed, by: str) -> DraftSectorAlert:
    """Refused names the field that cannot be read."""
    content = Content(
        tuple(_each(Sector, typed.sectors, "sectors")),
        tuple(_each(Region, typed.regions, "regions")),
        _one(Category, typed.category, "category"),
        _one(Urgency, typed.urgency, "urgency"),
        _one(Severity, typed.severity, "severity"),
        _one(Certainty, typed.certainty, "certainty"),
        moment_of(typed.expires_at, "expires_at"),
    )
    texts = Texts(
        *(
            Words(
                getattr(typed, f"headline_{language}"),
                getattr(typed, f"description_{language}"),
                getattr(typed, f"instruction_{language}"),
            )
            for language in LANGUAGES
        )
    )
    return DraftSectorAlert(
        typed.ref,
        _one(MessageType, typed.msg_type, "msg_type"),
        content,
        texts,
        by,
        typed.seen or None,
        bool(typed.exercise),
        typed.warning or None,
        typed.follows or None,
    )


def _each(kind: type[E], chosen: Iterable[str], field: str) -> list[E]:
    """In their own order, whichever was ticked first."""
    wanted = {_one(kind, value, field) for value in chosen}
    return [one for one in kind if one in wanted]


def _one(kind: type[E], value: str, field: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise Refused(NOT_OFFERED, field=field) from None


def _local(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%Y-%m-%dT%H:%M}"
