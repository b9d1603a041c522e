"""The page of alarm health after a month: a flood, stale and chattering alerts, some set aside."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from controlroom.store.panels.alarm_load import Aside, Asked, Load
from controlroom.store.panels.alerts import OpenAlerts
from controlroom.store.panels.resting import Resting
from controlroom.ui.alarm_period import OPERATORS_AT_MOST, PERIODS, Choice, PeriodName, Typed, read
from controlroom.ui.alarm_views import health, local
from controlroom.watch.alerts import Alert, Disposition, Suppression
from controlroom.watch.book import USUAL
from controlroom.watch.reports import Status
from tests.browser.samples import NOW

RULES: Final = (
    *("feed.silent", "patrol.missed", "post.check_call_missed", "leg.departure_overdue", "incident.serious"),
    *("post.relief_overdue", "unit.duress"),
)
LOOKS: Final[dict[str, tuple[PeriodName, int]]] = {
    "busy": ("24h", 60),
    "month": ("30d", 3000),
    "calm": ("24h", 0),
}
"""The period, and how many alerts besides those of a flood; a calm one has neither."""
LONG: Final = "The gate of the Federal Public Service Foreign Affairs is being rebuilt until Friday"


def page(look: str) -> dict[str, Any]:
    """`busy`, `month`, `calm` or `amiss`: what the template needs."""
    common = {"periods": PERIODS, "operators_at_most": OPERATORS_AT_MOST, "query": "", "local": local}
    if look == "amiss":
        typed = Typed.model_validate({"period": "days", "from": "soon", "operators": "0"})
        complaints = read(typed, NOW)
        assert not isinstance(complaints, Choice)
        wrong = {complaint.field: complaint for complaint in complaints}
        return {**common, "health": None, "typed": typed, "complaints": wrong, "may_open": True}
    name, alerts = LOOKS[look]
    typed = Typed(period=name)
    choice = read(typed, NOW)
    assert isinstance(choice, Choice)
    found = _load(choice, alerts)
    listed = [_alert(one.id, one.rule, one.priority, one.asked_at) for one in found.stale]
    listed += [_alert(number, "feed.silent", 3, NOW) for number in found.chattered]
    aside = _aside() if alerts else Aside([], [])
    people = {"anna": "Anna Peeters"}
    named = OpenAlerts([*listed, *aside.shelved, *aside.held], {}, people, {}, {}, USUAL, None)
    out = [Resting("post", "EU-05", "Europa building, north gate", ahead(90))] if alerts else []
    shown = health(choice, found, aside, named, out, NOW)
    return {**common, "health": shown, "typed": typed, "complaints": {}, "may_open": True}


def ahead(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def _load(choice: Choice, alerts: int) -> Load:
    if not alerts:
        return Load([], [], {}, [], 0, 0)
    chance, span = Random(28), choice.period
    storm = [ahead(-300 + n / 4) for n in range(30)]
    moments = [span.begins + span.length * chance.random() for _ in range(alerts)]
    asked = [_asked(n, at, chance) for n, at in enumerate(sorted([*moments, *storm]))]
    stale = [Asked(9000 + n, RULES[n], 3, ahead(-2000 - n), None, None, None) for n in range(3)]
    return Load(asked, [(ahead(-298), True), (ahead(-281), False)], {9100: 3}, stale, 4, 7)


def _asked(number: int, at: datetime, chance: Random) -> Asked:
    rule, priority = chance.choice(RULES[:6]), chance.choices((1, 2, 3, 4), (1, 6, 20, 73))[0]
    rule = "unit.duress" if priority == 1 else rule
    acked = at + timedelta(seconds=chance.expovariate(1 / 40))
    said = chance.choice([None, *Disposition])
    return Asked(number, rule, priority, at, acked, acked + timedelta(minutes=5), said and said.value)


def _alert(number: int, rule: str, priority: int, at: datetime, **more: Any) -> Alert:
    return Alert(number, rule, f"unit:VP-{number}", priority, None, at, Status.ACTUAL, False, at, at, **more)


def _aside() -> Aside:
    shelf = {"shelved_by": "anna", "shelved_until": ahead(200), "shelf_reason": LONG}
    cause = {"suppression": Suppression.BY_DESIGN, "cause": "unit:PAT-2"}
    return Aside(
        [_alert(9200, "patrol.missed", 4, NOW, suppression=Suppression.SHELVED, **shelf)],
        [_alert(9300 + n, "patrol.missed", 4, NOW, **cause) for n in range(7)],
    )
