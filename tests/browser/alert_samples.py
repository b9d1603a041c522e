"""The page of one alert in the middle of its life, and lists to look at."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from controlroom.store.panels.resting import Resting
from controlroom.ui.alert_page import AlertPage
from controlroom.ui.deeds import Deed
from controlroom.ui.listed import ListedRow
from controlroom.ui.offers import NEEDS
from controlroom.ui.panels import AlertRow
from controlroom.ui.steps import StepRow, steps_of
from controlroom.watch.alerts import Alert
from controlroom.watch.reports import Position, Status
from controlroom.watch.rules import BY_NAME
from tests.browser.samples import ALERTS, DURESS, ago, ahead, alert

PEOPLE: Final = {"maes": "Lt. Maes", "dubois": "Dubois", "peeters": "Peeters"}
STEPS: Final = (
    StepRow("radio", "operator", 60, ("answered", "no answer"), "done", "no answer", "Peeters", ago(25)),
    StepRow("phone", "operator", 120, ("answered", "no answer"), "now", due_at=ago(23)),
    StepRow("send", "duty_officer", 180, ("sent",), "later"),
    StepRow("line", "operator", 1800, ("done",), "later"),
)
DEEDS: Final = (
    Deed(19, ago(2), "alert.neglected"),
    Deed(18, ago(12), "alert.noted", "Peeters", said="Radio mast at Uccle is down, ticket 24-118."),
    Deed(17, ago(14), "alert.noted", "Dubois", erased=True),
    Deed(16, ago(25), "alert.step_answered", "Peeters", step="feed.silent/radio", answer="no answer"),
    Deed(15, ago(25.5), "alert.assigned", "Lt. Maes", ("Dubois",)),
    Deed(14, ago(26), "alert.acknowledged", "Lt. Maes"),
    Deed(
        13,
        ago(26.2),
        "alert.escalated",
        means=("desk_sound", "duty_officer"),
        names=("Lt. Maes",),
    ),
    Deed(12, ago(27), "alert.raised", priority=3),
)


def alert_page(row: AlertRow) -> AlertPage:
    """As a duty officer sees it who may do all that is possible."""
    offers = frozenset(NEEDS) - {"unshelve", "reset", "undo"}
    if row.priority < 3:
        offers -= {"shelve"}
    return AlertPage(
        row=row,
        about=f"unit:{row.object_label}",
        noun="unit",
        thing="Escort four",
        reporter="",
        report="",
        open=True,
        active=True,
        offers=offers | ({"reset"} if row.latched else frozenset()),
        me="maes",
        suppression="none",
        held_by="",
        cause=None,
        holds=ALERTS[6:8],
        shelved_by="",
        shelved_until=None,
        shelf_reason="",
        cleared_at=None,
        ended_at=None,
        disposition="",
        position=Position(50.8466, 4.3528, 12, ago(27)),
        can_rest=True,
        out_until=None,
        reset_by="Dubois" if row.latched else "",
        reset_at=ago(1) if row.latched else None,
        steps=STEPS if row.rule == "feed.silent" else fresh_steps(row),
        deeds=DEEDS,
        earlier=None,
        people=PEOPLE,
    )


def fresh_steps(row: AlertRow) -> tuple[StepRow, ...]:
    """Nobody has answered yet."""
    rule, at = BY_NAME[row.rule], row.raised_at
    return steps_of(Alert(row.id, rule.name, "unit:X", 2, None, at, Status.ACTUAL, False, at), rule, {})


def page_of(number: int) -> AlertPage:
    known = {row.id: row for row in (*ALERTS, DURESS)}
    return alert_page(known.get(number) or alert(number, "feed.silent", 3, "ESC-4", "", 27))


def held(page: AlertPage) -> AlertPage:
    """Nobody is asked while its unit is silent."""
    cause = alert(199, "feed.silent", 3, "ESC-4", "", 27)
    return replace(page, suppression="suppressed_by_design", held_by="ESC-4", cause=cause, holds=())


def shelved(page: AlertPage) -> AlertPage:
    return replace(
        page,
        suppression="shelved",
        shelved_by="Dubois",
        shelved_until=ahead(40),
        shelf_reason="Known works on the mast until three",
        offers=page.offers - {"shelve"} | {"unshelve"},
    )


def listed(name: str) -> list[ListedRow]:
    rows = ALERTS if name == "open" else ALERTS[1:]
    ended = ago(5) if name == "ended" else None
    until = ahead(40) if name == "shelved" else None
    return [
        ListedRow(row, "ESC-4", "Dubois", until, "Known works on the mast", "false" if ended else "", ended)
        for row in rows
    ]


COUNTS: Final = {"open": 8, "shelved": 1, "held": 3, "out-of-service": 0}
RESTING: Final = (
    Resting("unit", "VP-31", "Patrol thirty-one", ahead(90)),
    Resting("post", "ZAV-1", "Pier", ahead(90) + timedelta(days=2)),
    Resting("unit", "VP-12", "Patrol twelve", None),
    Resting("post", "EU-07", "Gate 3", None),
)
