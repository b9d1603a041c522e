"""A message of CAP such as goes to a sector."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from controlroom.interchange.cap import (
    Area,
    Category,
    Certainty,
    Info,
    Message,
    MsgType,
    Reference,
    Scope,
    Severity,
    Status,
    Urgency,
)
from controlroom.mail.letter import Copy

SENT: Final = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
WORDS: Final = {
    "nl-BE": ("Drones boven installaties", "Meerdere drones gezien.", "Meld elke drone."),
    "fr-BE": ("Drones au-dessus d'installations", "Plusieurs drones observés.", "Signalez tout drone."),
    "de-BE": ("Drohnen über Anlagen", "Mehrere Drohnen gesehen.", "Melden Sie jede Drohne."),
    "en": ("Drones above plants", "Several drones were seen.", "Report each drone."),
}


def info(language: str) -> Info:
    headline, description, instruction = WORDS[language]
    return Info(
        (Category.SECURITY,),
        "sector alert",
        Urgency.IMMEDIATE,
        Severity.SEVERE,
        Certainty.LIKELY,
        language=language,
        expires=datetime(2026, 12, 2, 9, 0, tzinfo=UTC),
        headline=headline,
        description=description,
        instruction=instruction,
        areas=(Area("Antwerpen"),),
    )


def message(msg_type: MsgType = MsgType.ALERT, status: Status = Status.ACTUAL, headline: str = "") -> Message:
    infos = tuple(map(info, WORDS))
    if headline:
        infos = tuple(replace(one, headline=headline) for one in infos)
    earlier = () if msg_type is MsgType.ALERT else (Reference("room@centre.example", "SA-1.1", SENT),)
    return Message(
        "SA-ABCD2345.1",
        "room@centre.example",
        SENT,
        status,
        msg_type,
        Scope.RESTRICTED,
        restriction="companies of the network",
        references=earlier,
        infos=infos,
    )


def copy(
    address: str = "alerts@energie.example", language: str | None = "fr", reminder: bool = False
) -> Copy:
    return Copy(
        "SA-ABCD2345",
        1,
        "NLE",
        address,
        language,
        reminder,
        "room@centre.example",
        "https://room.example/report/alerts/SA-ABCD2345",
    )
