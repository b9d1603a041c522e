"""Pictures of a watch: calm, busy, takeover, flood, stale, empty and hostile."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from controlroom.ui.panels import (
    AlertRow,
    AlertsPanel,
    FeedChip,
    FeedsPanel,
    HeaderPanel,
    IncidentsPanel,
    MissingScreen,
    PatrolsPanel,
    PostMark,
    PostsPanel,
    Resting,
    SilentUnit,
    VisitRow,
    VisitsPanel,
)
from controlroom.ui.place import Place
from tests.browser.samples import (
    ALERTS,
    DURESS,
    FALCON,
    HERON,
    INCIDENTS,
    KESTREL,
    LEFT,
    OSPREY,
    POSTS,
    ago,
    ahead,
    alert,
    check,
    incident,
    leg,
)

Picture = dict[str, Any]
DUTY: Final = {"officer": "Lt. Maes", "deputy": "Dubois", "leader": "Peeters"}


def calm() -> Picture:
    return {
        "header": HeaderPanel(101, 2, {1: 0, 2: 0, 3: 0, 4: 0}, {}, 0, "Lt. Maes", duty=DUTY),
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
        "header": HeaderPanel(201, 3, {1: 0, 2: 3, 3: 3, 4: 2}, {2: 1, 3: 1}, 3, "Lt. Maes", duty=DUTY),
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
            late_units=(SilentUnit("VP-33", ago(1.2)),),
            missing_screens=(MissingScreen("W-2", ago(3)),),
            resting=(Resting("EU-05B", ago(-85)), Resting("W-4", ago(-600))),
        ),
    }


def _worn(mark: PostMark) -> PostMark:
    if mark.code == "NATO-2":
        return replace(mark, state="relief_overdue", relief_due_at=ago(11.4))
    if mark.code == "EU-03":
        return replace(mark, missed_calls=1, last_call_at=ago(66))
    return replace(mark, state="relief_due", relief_due_at=ago(3)) if mark.code == "BE-IT" else mark


def takeover(*emergencies: AlertRow) -> Picture:
    picture = busy()
    marks = tuple(
        replace(m, state="unmanned", manned_by=None, since=ago(0.7)) if m.code == "EU-07" else _worn(m)
        for m in POSTS
    )
    emergencies = emergencies or (LEFT,)
    count = len(emergencies)
    return picture | {
        "header": HeaderPanel(
            301, 3, {1: count, 2: 3, 3: 3, 4: 2}, {1: count, 2: 1, 3: 1}, 3, "Lt. Maes", duty=DUTY
        ),
        "alerts": AlertsPanel(302, (*emergencies, *ALERTS)),
        "posts": PostsPanel(304, marks),
    }


def flood() -> Picture:
    """A silent network: three emergencies, five more that are urgent, and forty that are not."""
    urgent = (LEFT, DURESS, alert(214, "post.left", 1, "NATO-1", "NATO HQ, gate 1", 0.1))
    posts = tuple(replace(m, missed_calls=2, last_call_at=ago(130)) for m in POSTS)
    visits = tuple(
        replace(FALCON, code=f"V-{n}", code_name=name, event="European Council")
        for n, name in enumerate(
            ["FALCON", "HERON", "OSPREY", "KESTREL", "MERLIN", "HARRIER", "GOSHAWK", "BUZZARD", "EGRET"]
        )
    )
    return takeover(*urgent) | {
        "alerts": AlertsPanel(402, (*urgent, *_serious(), *_many()), flood_since=ago(9)),
        "header": HeaderPanel(
            401, 4, {1: 3, 2: 5, 3: 24, 4: 16}, {1: 3, 2: 5, 3: 22, 4: 16}, 6, flood_since=ago(9)
        ),
        "visits": VisitsPanel(403, visits, 9, 27),
        "posts": PostsPanel(404, posts),
    }


def _serious() -> Iterator[AlertRow]:
    for n in range(3):
        yield alert(
            400 + n,
            "post.check_call_missed",
            2,
            f"BE-0{n}",
            "Embassy row",
            9 - n,
            count=2,
            called=("desk_sound", "duty_officer", "deputy"),
            escalates_at=ahead(0.5),
        )
    yield alert(404, "leg.arrival_overdue", 2, "FALCON", "Europa building", 6, escalates_at=ahead(2))
    yield alert(405, "post.relief_overdue", 2, "NATO-2", "NATO HQ, gate 2", 5, attention=True)


def _many() -> Iterator[AlertRow]:
    for n in range(6):
        yield alert(410 + n, "feed.silent", 3, f"VP-{n + 30}", "", 8 - n / 2, None if n else "Maes")
    for n in range(18):
        yield alert(420 + n, "post.check_call_missed", 3, f"EU-{n:02}", "Europa building", 8 - n / 3)
    for n in range(16):
        yield alert(440 + n, "patrol.missed", 4, f"BE-{n % 14:03}", f"Embassy {n % 14}", 7 - n / 4)


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
        "header": HeaderPanel(
            1, 4, {1: 999, 2: 999, 3: 999, 4: 999}, {1: 0}, 99, HOSTILE, duty=dict.fromkeys(DUTY, HOSTILE)
        ),
        "alerts": AlertsPanel(1, (alert(501, "post.left", 1, HOSTILE, HOSTILE, 3), *rows)),
        "visits": VisitsPanel(1, (row,), 1, 1),
        "posts": PostsPanel(
            1, (PostMark("EU-07", HOSTILE, Place(HOSTILE), "unmanned", None, ago(3)), *POSTS)
        ),
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
