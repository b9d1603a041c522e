"""Alerts, visits, posts and checks to look at, all at one moment."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from controlroom.auth.roles import Role
from controlroom.ui.frame import Frame
from controlroom.ui.panels import (
    AlertRow,
    CheckRow,
    IncidentRow,
    LegRow,
    PostMark,
    VisitRow,
)
from controlroom.ui.place import Place

NOW: Final = datetime(2026, 11, 24, 13, 32, 7, tzinfo=UTC)
FRAME: Final = Frame("Maes", Role.DUTY_OFFICER, None, "/", {"officer": "Maes", "leader": "Diallo"})


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def ahead(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


SHORT: Final = {
    "Brussels Airport": "Zaventem",
    "Brussels-South station": "South station",
    "Embassy of the United States": "Emb. US",
    "Europa building": "Europa",
    "European External Action Service": "EEAS",
    "Steigenberger Wiltcher's": "Wiltcher's",
}


def place(name: str) -> Place:
    return Place(name, SHORT.get(name, ""))


EMBASSIES: Final = ["US", "UK", "FR", "IL", "TR", "UA", "RU", "CN", "DE", "IT", "ES", "PL", "NL", "CA", "JP"]


POSTS: Final = (
    *(
        PostMark(
            f"BE-{c}",
            "gate",
            place(f"Embassy {c}"),
            "manned",
            f"VP-{n + 20}",
            ago(90),
            ago(12 + n),
            ahead(60 + n),
        )
        for n, c in enumerate(EMBASSIES)
    ),
    *(
        PostMark(f"EU-0{n}", "gate", place(s), "manned", f"VP-{n}", ago(90), ago(20 + n), ahead(30 + n))
        for n, s in enumerate(
            (
                "Europa building",
                "Berlaymont",
                "Charlemagne",
                "Lex",
                "Paul-Henri Spaak",
                "Altiero Spinelli",
                "Justus Lipsius",
                "Residence Palace",
            ),
            start=1,
        )
    ),
    *(
        PostMark(
            f"NATO-{n}",
            "gate",
            place(f"NATO HQ gate {n}"),
            "manned",
            f"VP-{n + 40}",
            ago(50),
            ago(5 + n),
            ahead(70),
        )
        for n in range(1, 4)
    ),
    PostMark("PAL-1", "gate", place("Royal Palace"), "manned", "VP-51", ago(50), ago(9), ahead(70)),
    PostMark("PAL-2", "gate", place("Laeken"), "manned", "VP-52", ago(50), ago(9), ahead(70)),
    PostMark("SYN-1", "door", place("Great Synagogue"), "manned", "VP-53", ago(50), ago(9), ahead(70)),
    PostMark("ZAV-1", "pier", place("Brussels Airport"), "suspended"),
)


def leg(
    number: int,
    origin: str,
    to: str,
    start: float,
    minutes: float,
    state: Any = "planned",
    late: Any = 0,
    eta: float | None = None,
) -> LegRow:
    return LegRow(
        number,
        place(origin),
        place(to),
        ahead(start),
        ahead(start + minutes),
        state,
        eta=ahead(eta) if eta is not None else None,
        overdue=late,
    )


def visit(
    code: str, name: str, rank: Any, phase: Any, legs: tuple[LegRow, ...], at: int, event: str | None = None
) -> VisitRow:
    later = legs[at + 1] if at + 1 < len(legs) else None
    return VisitRow(
        code, name, rank, "summit" if event else "official", 3, phase, legs[at], later, legs, event
    )


FALCON: Final = visit(
    "V-101",
    "FALCON",
    "A",
    "en_route",
    (
        leg(1, "Melsbroek", "Steigenberger Wiltcher's", -170, 30, "arrived"),
        leg(2, "Steigenberger Wiltcher's", "Europa building", -80, 15, "arrived"),
        leg(3, "Europa building", "Steigenberger Wiltcher's", -14, 14, "en_route", 1, -8),
        leg(4, "Steigenberger Wiltcher's", "Melsbroek", 180, 30),
    ),
    2,
)


HERON: Final = visit(
    "V-102",
    "HERON",
    "B",
    "at_venue",
    (
        leg(1, "Brussels-South station", "Berlaymont", -120, 20, "arrived"),
        leg(2, "Berlaymont", "Egmont Palace", 58, 15),
    ),
    1,
)


OSPREY: Final = visit(
    "V-103",
    "OSPREY",
    "A",
    "inbound",
    (leg(1, "Melsbroek", "NATO HQ", 25, 20, "ready"), leg(2, "NATO HQ", "Royal Palace", 150, 25)),
    0,
)


KESTREL: Final = visit(
    "V-104",
    "KESTREL",
    "C",
    "planned",
    (leg(1, "Brussels Airport", "Hotel Amigo", 95, 35), leg(2, "Hotel Amigo", "Bozar", 210, 10)),
    0,
)


def check(site: str, ends_in: float, unit: str | None, state: Any = "due") -> CheckRow:
    return CheckRow(f"{site}-{int(ends_in)}", place(site), ahead(ends_in - 30), ahead(ends_in), unit, state)


def incident(
    number: int,
    minutes: float,
    unit: str,
    kind: str,
    at: str,
    text: str,
    priority: Any,
    by: str | None = None,
) -> IncidentRow:
    return IncidentRow(
        number, ago(minutes), ago(minutes - 0.1), unit, kind, place(at), text, priority, taken_by=by
    )


def alert(
    number: int,
    rule: str,
    priority: Any,
    label: str,
    place: str,
    minutes: float,
    by: str | None = None,
    **more: Any,
) -> AlertRow:
    at = ago(minutes * 0.8) if by else None
    return AlertRow(number, 1, rule, priority, label, place, ago(minutes), by, at, **more)


ALERTS: Final = (
    alert(
        211,
        "leg.arrival_overdue",
        2,
        "FALCON",
        "Europa building to Steigenberger",
        1.2,
        escalates_at=ahead(0.3),
    ),
    alert(
        205,
        "patrol.missed",
        3,
        "BE-114",
        "Embassy of the Republic, Avenue Franklin Roosevelt 88",
        9.5,
        count=3,
    ),
    alert(
        207,
        "post.relief_overdue",
        2,
        "NATO-2",
        "NATO HQ, gate 2",
        11.4,
        "Maes",
        handling="investigating",
        owner="Maes",
    ),
    alert(201, "incident.serious", 2, "VP-12", "Rue Belliard", 18, "Maes", status="exercise"),
    alert(199, "feed.silent", 3, "ESC-4", "Escort 4", 27, "Peeters", handling="assigned", owner="Dubois"),
    alert(198, "post.check_call_missed", 3, "EU-03", "Charlemagne", 41, "Peeters", chattering=True),
    alert(180, "patrol.missed", 4, "BE-207", "Residence, Uccle", 95, "Peeters"),
    alert(179, "patrol.missed", 4, "BE-031", "Consulate, Antwerp", 110, "Peeters"),
)


INCIDENTS: Final = (
    incident(
        301,
        1,
        "VP-12",
        "suspicious_vehicle",
        "Rue Belliard",
        "White van, third day in a row, two men, left at 14:29 towards Arts-Loi.",
        2,
        "Maes",
    ),
    incident(
        300, 16, "VP-31", "demonstration", "Place Schuman", "About 40 persons, calm, on the pavement.", 4
    ),
    incident(297, 33, "ESC-2", "traffic", "E40 exit 18", "Queue of 2 km towards Brussels.", 3),
    incident(
        290,
        61,
        "VP-44",
        "suspicious_object",
        "NATO HQ gate 3",
        "Bag without owner; owner found, nothing to report.",
        3,
    ),
    incident(288, 80, "VP-21", "medical", "Embassy US", "Visitor fell, ambulance came.", 4),
)


LEFT: Final = alert(212, "post.left", 1, "EU-07", "Justus Lipsius, gate 3", 0.7, escalates_at=ahead(1.3))


DURESS: Final = alert(
    213, "unit.duress", 1, "VP-12", "Rue Belliard 104", 0.2, latched=True, escalates_at=ahead(0.3)
)
