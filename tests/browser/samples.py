"""Pictures of a watch to look at: calm, busy, flood, takeover, stale, empty, hostile, all at one moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from controlroom.ui.panels import (
    AlertRow,
    AlertsPanel,
    CheckRow,
    FeedChip,
    FeedsPanel,
    HeaderPanel,
    IncidentRow,
    IncidentsPanel,
    Leg,
    PatrolsPanel,
    PostMark,
    PostsPanel,
    SilentUnit,
    VisitRow,
    VisitsPanel,
)

NOW: Final = datetime(2026, 11, 24, 13, 32, 7, tzinfo=UTC)
Picture = dict[str, Any]


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def ahead(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


EMBASSIES: Final = ["US", "UK", "FR", "IL", "TR", "UA", "RU", "CN", "DE", "IT", "ES", "PL", "NL", "CA", "JP"]
POSTS: Final = (
    *(
        PostMark(
            f"BE-{c}", "gate", f"Embassy {c}", "manned", f"VP-{n + 20}", ago(90), ago(12 + n), ahead(60 + n)
        )
        for n, c in enumerate(EMBASSIES)
    ),
    *(
        PostMark(f"EU-0{n}", "gate", s, "manned", f"VP-{n}", ago(90), ago(20 + n), ahead(30 + n))
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
            f"NATO-{n}", "gate", f"NATO HQ gate {n}", "manned", f"VP-{n + 40}", ago(50), ago(5 + n), ahead(70)
        )
        for n in range(1, 4)
    ),
    PostMark("PAL-1", "gate", "Royal Palace", "manned", "VP-51", ago(50), ago(9), ahead(70)),
    PostMark("PAL-2", "gate", "Laeken", "manned", "VP-52", ago(50), ago(9), ahead(70)),
    PostMark("SYN-1", "door", "Great Synagogue", "manned", "VP-53", ago(50), ago(9), ahead(70)),
    PostMark("ZAV-1", "pier", "Brussels Airport", "suspended"),
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
) -> Leg:
    return Leg(
        number,
        origin,
        to,
        ahead(start),
        ahead(start + minutes),
        state,
        eta=ahead(eta) if eta is not None else None,
        overdue=late,
    )


def visit(
    code: str, name: str, rank: Any, phase: Any, legs: tuple[Leg, ...], at: int, event: str | None = None
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


def calm() -> Picture:
    return {
        "header": HeaderPanel(101, 2, {1: 0, 2: 0, 3: 0, 4: 0}, {}, "Lt. Maes"),
        "alerts": AlertsPanel(102),
        "visits": VisitsPanel(103, (HERON, KESTREL), 1, 2),
        "posts": PostsPanel(104, POSTS),
        "patrols": PatrolsPanel(
            105,
            (check("BE-114", 22, "VP-31"), check("BE-207", 40, "VP-33")),
            2,
            0,
            0,
            13,
            13,
            (1, 2, 3, 2, 3, 2),
        ),
        "incidents": IncidentsPanel(
            106,
            (
                incident(
                    71, 58, "VP-12", "traffic", "Rue de la Loi", "Lane closed for a crane until 16:00.", 4
                ),
            ),
            1,
        ),
        "feeds": FeedsPanel(107, feeds()),
    }


def feeds() -> tuple[FeedChip, ...]:
    return (
        FeedChip("incident", "live", ago(0.05)),
        FeedChip("visit", "live", ago(0.2)),
        FeedChip("patrol-check", "live", ago(0.02)),
    )


def check(site: str, ends_in: float, unit: str | None, state: Any = "due") -> CheckRow:
    return CheckRow(f"{site}-{int(ends_in)}", site, ahead(ends_in - 30), ahead(ends_in), unit, state)


def incident(
    number: int,
    minutes: float,
    unit: str,
    kind: str,
    place: str,
    text: str,
    priority: Any,
    by: str | None = None,
) -> IncidentRow:
    return IncidentRow(
        number, ago(minutes), ago(minutes - 0.1), unit, kind, place, text, priority, taken_by=by
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
    alert(207, "post.relief_overdue", 2, "NATO-2", "NATO HQ, gate 2", 11.4, "Maes"),
    alert(201, "incident.serious", 2, "VP-12", "Rue Belliard", 18, "Maes", status="exercise"),
    alert(199, "feed.silent", 3, "ESC-4", "Escort 4", 27, "Peeters"),
    alert(198, "post.check_call_missed", 3, "EU-03", "Charlemagne", 41, "Peeters"),
    alert(180, "patrol.missed", 4, "BE-207", "Residence, Uccle", 95, "Peeters"),
    alert(179, "patrol.missed", 4, "BE-031", "Consulate, Antwerp", 110, "Peeters"),
)


def busy() -> Picture:
    marks = tuple(_worn(m) for m in POSTS)
    rows = (
        check("BE-114", -31, "VP-31", "missed"),
        check("EU-05", -6, "VP-30", "late"),
        check("BE-207", 4, None),
        check("PAL-2", 12, "VP-34", "started"),
        check("SYN-1", 22, "VP-35"),
    )
    return {
        "header": HeaderPanel(201, 3, {1: 0, 2: 3, 3: 3, 4: 2}, {2: 1, 3: 1}, "Lt. Maes"),
        "alerts": AlertsPanel(202, ALERTS),
        "visits": VisitsPanel(203, (FALCON, OSPREY, HERON, KESTREL), 2, 11),
        "posts": PostsPanel(204, marks),
        "patrols": PatrolsPanel(205, rows, 6, 1, 3, 12, 14, (1, 2, 5, 3, 2, 1)),
        "incidents": IncidentsPanel(206, INCIDENTS, 14),
        "feeds": FeedsPanel(
            207,
            (
                feeds()[0],
                FeedChip("visit", "late", ago(2.3)),
                feeds()[2],
                FeedChip("company", "live", ago(4)),
            ),
            (SilentUnit("ESC-4", ago(27)),),
            42,
        ),
    }


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


def _worn(mark: PostMark) -> PostMark:
    if mark.code == "NATO-2":
        return replace(mark, state="relief_overdue", relief_due_at=ago(11.4))
    if mark.code == "EU-03":
        return replace(mark, missed_calls=1, last_call_at=ago(66))
    return replace(mark, state="relief_due", relief_due_at=ago(3)) if mark.code == "BE-IT" else mark


LEFT: Final = alert(212, "post.left", 1, "EU-07", "Justus Lipsius, gate 3", 0.7, escalates_at=ahead(1.3))
DURESS: Final = alert(
    213, "unit.duress", 1, "VP-12", "Rue Belliard 104", 0.2, latched=True, escalates_at=ahead(0.3)
)


def takeover(*emergencies: AlertRow) -> Picture:
    picture = busy()
    marks = tuple(
        replace(m, state="unmanned", manned_by=None, since=ago(0.7)) if m.code == "EU-07" else _worn(m)
        for m in POSTS
    )
    emergencies = emergencies or (LEFT,)
    count = len(emergencies)
    return picture | {
        "header": HeaderPanel(301, 3, {1: count, 2: 3, 3: 3, 4: 2}, {1: count, 2: 1, 3: 1}, "Lt. Maes"),
        "alerts": AlertsPanel(302, (*emergencies, *ALERTS)),
        "posts": PostsPanel(304, marks),
    }


def flood() -> Picture:
    rows = tuple(
        alert(
            400 + n,
            "post.check_call_missed",
            2 if n < 14 else 3 + n % 2,
            f"BE-{n:03}",
            f"Embassy row {n}",
            9 - n / 6,
        )
        for n in range(40)
    )
    posts = tuple(replace(m, missed_calls=2, last_call_at=ago(130)) for m in POSTS)
    visits = tuple(
        replace(FALCON, code=f"V-{n}", code_name=name, event="European Council")
        for n, name in enumerate(
            ["FALCON", "HERON", "OSPREY", "KESTREL", "MERLIN", "HARRIER", "GOSHAWK", "BUZZARD", "EGRET"]
        )
    )
    return takeover(LEFT, DURESS, alert(214, "post.left", 1, "NATO-1", "NATO HQ, gate 1", 0.1)) | {
        "alerts": AlertsPanel(
            402, (LEFT, DURESS, alert(214, "post.left", 1, "NATO-1", "NATO HQ, gate 1", 0.1), *rows)
        ),
        "header": HeaderPanel(401, 4, {1: 3, 2: 14, 3: 13, 4: 13}, {1: 3, 2: 14, 3: 13, 4: 13}, None),
        "visits": VisitsPanel(403, visits, 9, 27),
        "posts": PostsPanel(404, posts),
    }


def stale_panels() -> Picture:
    picture = busy()
    return picture | {
        "visits": replace(picture["visits"], stale_since=ago(6)),
        "patrols": replace(picture["patrols"], stale_since=ago(3)),
    }


def empty() -> Picture:
    return {
        "header": HeaderPanel(1, None),
        "alerts": AlertsPanel(1),
        "visits": VisitsPanel(1),
        "posts": PostsPanel(1),
        "patrols": PatrolsPanel(1),
        "incidents": IncidentsPanel(1),
        "feeds": FeedsPanel(1),
    }


HOSTILE: Final = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202egnp.exe Wéëßœ" + "W" * 80


def hostile() -> Picture:
    rows = tuple(
        alert(500 + n, HOSTILE if n == 1 else "post.left", n, HOSTILE, HOSTILE, 3, HOSTILE if n > 2 else None)
        for n in (2, 3, 4)
    )
    leg_ = leg(1, HOSTILE, HOSTILE, -5, 20, "en_route")
    row = VisitRow("V-1", HOSTILE, "A", "state", 4, "en_route", leg_, None, (leg_,), HOSTILE)
    return {
        "header": HeaderPanel(1, 4, {1: 999, 2: 999, 3: 999, 4: 999}, {1: 0}, HOSTILE),
        "alerts": AlertsPanel(1, (alert(501, "post.left", 1, HOSTILE, HOSTILE, 3), *rows)),
        "visits": VisitsPanel(1, (row,), 1, 1),
        "posts": PostsPanel(1, (PostMark("EU-07", HOSTILE, HOSTILE, "unmanned", None, ago(3)), *POSTS)),
        "patrols": PatrolsPanel(1, (check(HOSTILE, -5, HOSTILE, "late"),), 1, 1, 1, 1, 1, (0, 0, 0)),
        "incidents": IncidentsPanel(1, (incident(1, 1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE),), 1),
        "feeds": FeedsPanel(
            1, (FeedChip(HOSTILE, "failing", ago(3), HOSTILE),), (SilentUnit(HOSTILE, ago(3)),), 1
        ),
    }


PICTURES: Final[dict[str, Callable[[], Picture]]] = {
    "calm": calm,
    "busy": busy,
    "takeover": takeover,
    "flood": flood,
    "stale_panels": stale_panels,
    "empty": empty,
    "hostile": hostile,
}
