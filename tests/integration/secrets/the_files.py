"""What the files of the secret visit, site and person hold: levels, measures, contacts, a meeting."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.commands import Command
from controlroom.watch.contacts import Contact
from controlroom.watch.measures import (
    ApproveMeasure,
    Basis,
    ContactPerson,
    Decision,
    Draft,
    FixedPost,
    MeasureKind,
    ProposeMeasure,
)
from controlroom.watch.meetings import CallMeeting, Invitee, Service
from controlroom.watch.persons import Particulars, RegisterPerson
from controlroom.watch.reviews import DecideLine, Line, OpenReview
from controlroom.watch.sites import SetContacts
from controlroom.watch.threat import SetThreatLevel, Source
from controlroom.watch.visits import AmendVisit, Facts, Intake, PlanVisit, Rank, VisitKind

PERSON: Final = "P-0007"
OPEN_PERSON, THEIR_VISIT = "P-0008", "V-8"
"""Somebody whose own file everybody reads, and their restricted visit."""
MEASURES: Final = {"site": "M-S", "visit": "M-V", "person": "M-P"}
MEETING: Final = "K-7"
MONTH: Final = "2026-01"

Planted = Callable[[str], str]


def the_files(
    needle: Planted, site: str, visit: str, by: str, days: tuple[datetime, datetime], now: datetime
) -> list[Command]:
    """In the order in which it happens; `days` of the visit."""
    files = {"site": f"site:{site}", "visit": f"visit:{visit}", "person": f"person:{PERSON}"}
    who = Particulars(
        "HERON",
        Rank.A,
        True,
        needle("person-name"),
        needle("function"),
        "EE",
        needle("organisation"),
        "EU-JL",
    )
    facts = Facts(
        "RAVEN", Rank.A, VisitKind.PRIVATE, needle("delegation-2"), *days, 4, needle("event-2"),
        PERSON, (needle("place"),), Intake(now),
    )  # fmt: skip
    contact = Contact(needle("contact"), needle("contact-role"), "02 555 01 99")
    invited = (Invitee(by, Service.STATE_SECURITY),)
    talk = now + timedelta(hours=5)
    lines = tuple(
        Line(MEASURES[noun], file, MeasureKind.CONTACT_PERSON, 1, None) for noun, file in files.items()
    )
    words = needle("ruling")
    return [
        RegisterPerson(PERSON, by, who),
        AmendVisit(visit, facts, by),
        *_their_visit(needle, by, days),
        SetContacts(site, by, (contact,)),
        *(command for noun, file in files.items() for command in _measure(needle, noun, file, by, now)),
        _proposed(needle, "M-F", files["site"], _a_post(needle), by, now),
        SetBaseline(3, FileKind.PERSON_A, (MeasureKind.PATROLS,), by),
        *(command for noun, file in files.items() for command in _levels(needle, noun, file, by, now)),
        CallMeeting(MEETING, files["visit"], talk, needle("meeting-place"), invited, by, needle("analysis")),
        OpenReview(MONTH, by, lines),
        DecideLine(MONTH, "M-V", Decision.MAINTAIN, by, words, now + timedelta(days=30)),
    ]


def _their_visit(needle: Planted, by: str, days: tuple[datetime, datetime]) -> list[Command]:
    who = Particulars("PETREL", Rank.B, True, "Aino Virtanen", "minister")
    said = ("KESTREL", Rank.B, VisitKind.PRIVATE, needle("their-delegation"), *days, 2)
    facts = Facts(*said, None, OPEN_PERSON, (needle("their-place"),), None)
    return [
        RegisterPerson(OPEN_PERSON, by, who),
        PlanVisit(THEIR_VISIT, *said, None, ()),
        AmendVisit(THEIR_VISIT, facts, by),
    ]


def _measure(needle: Planted, noun: str, file: str, by: str, now: datetime) -> list[Command]:
    key = MEASURES[noun]
    officer = ContactPerson(needle(f"officer-{noun}"), needle(f"number-{noun}"), needle(f"deputy-{noun}"))
    approved = ApproveMeasure(
        key, 1, needle(f"authority-{noun}"), needle(f"bi-{noun}"), now.date(), "approver"
    )
    return [_proposed(needle, key, file, officer, by, now), approved]


def _proposed(
    needle: Planted, key: str, file: str, terms: ContactPerson | FixedPost, by: str, now: datetime
) -> ProposeMeasure:
    draft = Draft(
        file,
        needle(f"service-{key}"),
        Basis.ANALYSIS,
        terms,
        now - timedelta(hours=1),
        now + timedelta(days=2),
        None,
        needle(f"why-{key}"),
        needle(f"basis-{key}"),
    )
    return ProposeMeasure(key, draft, by)


def _a_post(needle: Planted) -> FixedPost:
    return FixedPost("SAFE-Q", 1, 240, name=needle("coming-post"))


def _levels(needle: Planted, noun: str, file: str, by: str, now: datetime) -> list[Command]:
    later = now + timedelta(hours=3)
    return [
        SetThreatLevel(file, 3, by, None, None, Source.OTHER, needle(f"level-{noun}")),
        SetThreatLevel(file, 4, by, later, None, Source.OTHER, needle(f"later-{noun}")),
    ]
