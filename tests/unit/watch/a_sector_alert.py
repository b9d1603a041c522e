"""An alert to the energy sector at the place of room.py, from the first draft to the release."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from controlroom.watch.companies import Region, RegisterCompany, Sector
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts import (
    Category,
    Certainty,
    Content,
    DraftSectorAlert,
    How,
    MessageType,
    Notice,
    ReceiveSectorAlert,
    ReleaseSectorAlert,
    SectorAlert,
    Severity,
    SubmitSectorAlert,
    Texts,
    Urgency,
    Words,
    notice_of,
)
from tests.unit.watch.a_warning import SITES, the_company
from tests.unit.watch.room import NOON, Room, noon

SA = "SA-0123ABCD"
SENDER = "alerts.example.be"
CONTENT = Content(
    (Sector.ENERGY,),
    (),
    Category.SECURITY,
    Urgency.IMMEDIATE,
    Severity.SEVERE,
    Certainty.LIKELY,
    NOON + timedelta(hours=24),
)
TEXTS = Texts(
    *(
        Words(f"{language}: a van at the gates", "It was seen at three sites.", "Call us if you see it.")
        for language in ("nl", "fr", "de", "en")
    )
)


def the_network() -> list[Any]:
    """Two of energy, of which one works in Antwerp alone, and one of transport."""
    there = RegisterCompany("WND", "Windkracht", Sector.ENERGY, SITES[:1], (Region.ANTWERP,))
    return [*the_company(), there]


def drafted(**more: Any) -> DraftSectorAlert:
    return DraftSectorAlert(
        **{
            "sector_alert": SA,
            "msg_type": MessageType.ALERT,
            "content": CONTENT,
            "texts": TEXTS,
            "by": "anna",
            **more,
        }
    )


def alert_of(room: Room) -> SectorAlert:
    return room.world.known(Noun.SECTOR_ALERT, SA, SectorAlert)


def notice(room: Room, company: str = "NLE") -> Notice:
    return room.world.known(*notice_of(SA, company), Notice)


def version(room: Room) -> int:
    proposal = alert_of(room).proposal
    return proposal.version if proposal else 0


def submitted(room: Room, by: str = "anna") -> None:
    room.do(SubmitSectorAlert(SA, by, version(room)))


def released(room: Room, by: str = "bert", to: tuple[str, ...] = ("NLE", "WND")) -> int | None:
    return room.do(ReleaseSectorAlert(SA, by, version(room), SENDER, to))


def out(room: Room, by: str = "bert", **more: Any) -> None:
    """Drafted, submitted and released."""
    room.do(drafted(**more))
    submitted(room)
    released(room, by)


def confirmed(room: Room, number: int = 1, company: str = "NLE") -> int | None:
    return room.do(ReceiveSectorAlert(SA, company, number, "noordlicht", How.PAGE))


def in_force(**more: Any) -> Room:
    room = Room.of(*the_network())
    out(room, **more)
    return room


def in_force_words() -> tuple[Any, ...]:
    """All that has to be said at the place of room.py until it is in force."""
    first = drafted(content=replace(CONTENT, expires_at=noon(24 * 60)))
    seen = version(Room.of(*the_network(), first))
    release = ReleaseSectorAlert(SA, "bert", seen, SENDER, ("NLE", "WND"))
    return (*the_network(), first, SubmitSectorAlert(SA, "anna", seen), release)
