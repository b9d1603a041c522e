"""A company with two sites at the place of room.py, and what it reports."""

from typing import Any
from uuid import UUID

from controlroom.ids import warning_ref
from controlroom.watch.companies import RegisterCompany, Sector
from controlroom.watch.early_warnings import Account, Behaviour, EarlyWarning, ReportWarning
from controlroom.watch.meetings import Invitee, Service
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Report, Status
from controlroom.watch.sites import RegisterSite, SiteKind
from tests.unit.watch.room import Room, noon

SITES = ("NLE-1", "NLE-2")
OTHER_SITE = "HBS-1"
VERA = Invitee("vera", Service.STATE_SECURITY)
CARL = Invitee("carl", Service.CUTA)


def the_company() -> list[Any]:
    return [
        *(
            RegisterSite(code, f"Plant {code}", SiteKind.COMPANY, "", "Doel", 51.3, 4.2, 2)
            for code in (*SITES, OTHER_SITE)
        ),
        RegisterCompany("NLE", "Noordlicht Energie", Sector.ENERGY, SITES),
        RegisterCompany("HBS", "Havenbedrijf Schelde", Sector.TRANSPORT, (OTHER_SITE,)),
    ]


def warning_word(
    number: int = 1, at: float = 0, marked: Status = Status.ACTUAL, **more: Any
) -> ReportWarning:
    known: dict[str, Any] = {
        "company": "NLE",
        "site": "NLE-1",
        "behaviour": Behaviour.OBSERVATION,
        "account": Account("a grey van stood at the gate", "it felt wrong"),
        **more,
    }
    key = str(UUID(int=number))
    report = Report(key, known.pop("by", "noordlicht"), noon(at), status=marked)
    return ReportWarning(report, known.pop("ref", warning_ref(known["company"], key)), **known)


REF = warning_word().ref


def warning(room: Room, ref: str = REF) -> EarlyWarning:
    return room.world.known(Noun.EARLY_WARNING, ref, EarlyWarning)
