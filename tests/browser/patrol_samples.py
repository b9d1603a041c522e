"""The page of the patrols on a busy evening: what was made, what is planned, what is proposed."""

from datetime import datetime, timedelta
from typing import Final

from controlroom.store.panels.rounds import Rounds
from controlroom.ui.complaint import Complaint
from controlroom.ui.patrol_form import NO_SITE, Typed, Wish, read
from controlroom.ui.patrol_plan import Plan
from controlroom.ui.patrol_views import PatrolsPage, page_of
from controlroom.ui.patrol_windows import NO_TIME
from controlroom.watch.book import Book
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.predictability import Mark
from controlroom.watch.recent_checks import RecentCheck
from controlroom.watch.rounds import USUAL, Errand, propose
from controlroom.watch.sites import Site, SiteKind
from controlroom.watch.units import Pulse, Unit, UnitKind
from tests.browser.samples import NOW

NAMES: Final = {
    "EMB-DE": "Embassy of Germany",
    "EMB-JP": "Embassy of Japan",
    "EMB-NL": "Embassy of the Netherlands",
    "EUROPA": "Europa building",
    "FPSFA": "Federal Public Service Foreign Affairs, Foreign Trade and Development Cooperation",
    "NATO-HQ": "NATO headquarters",
    "NUNC": "Apostolic Nunciature",
}
MADE_HOURS_AGO: Final = {
    "EMB-DE": (3.1, 9, 17.5, 26, 40),
    "EMB-JP": (2, 26.1, 50.2, 61, 74.05),
    "EUROPA": (0.5, 4, 11, 15, 22),
    "FPSFA": (15, 39.2, 63.1),
    "NATO-HQ": (8,),
}
PLANNED_HOURS_AHEAD: Final = {"EMB-DE": (2, 7.5), "EUROPA": (1, 5, 9, 13, 17, 21), "NATO-HQ": (9.2,)}
PATROLS: Final = ("PAT-1", "PAT-2", "PAT-3", "PAT-4")


def hours(many: float) -> timedelta:
    return timedelta(hours=many)


def rounds() -> Rounds:
    return Rounds(
        [_site(code, name) for code, name in NAMES.items()],
        [_planned(code, at, n) for code, ahead in PLANNED_HOURS_AHEAD.items() for n, at in enumerate(ahead)],
        [Unit(call_sign, f"Patrol {call_sign}", UnitKind.PATROL, Pulse.NORMAL) for call_sign in PATROLS],
        Book(),
    )


def _site(code: str, name: str) -> Site:
    made = sorted(NOW - hours(ago) for ago in MADE_HOURS_AGO.get(code, ()))
    recent = tuple(RecentCheck(at, at) for at in made)
    return Site(code, name, SiteKind.EMBASSY, "", "Brussels", 50.8, 4.4, 2, recent=recent)


def _planned(code: str, ahead: float, n: int) -> PatrolCheck:
    begins = NOW + hours(ahead)
    return PatrolCheck(f"{code}-{n}", code, begins, begins + timedelta(minutes=20), PATROLS[n % 4])


def tonight(**changes: object) -> Typed:
    asked = {"site": ["EMB-JP", "NATO-HQ"], "day": f"{NOW:%Y-%m-%d}", "begin": "20:00", "end": "04:00"}
    return Typed.model_validate({**asked, "unit": list(PATROLS[:2]), **changes})


def page(picture: str, *, may_plan: bool = True) -> PatrolsPage:
    """`list`, `planned`, `proposal`, `moved`, `amiss` or `empty`."""
    typed, found = tonight(), rounds()
    plan = Plan(found)
    match picture:
        case "proposal" | "moved":
            typed = tonight(how="windows", windows="21:00-23:30, 23:30-23:45, 01:00-05:00")
            plan = proposed(found, typed)
        case "amiss":
            typed = tonight(site=[], begin="soon")
            plan = Plan(found, (Complaint("site", NO_SITE, {}), Complaint("begin", NO_TIME, {})))
        case "empty":
            plan = Plan(Rounds([], [], [], Book()))
        case _:
            pass
    return page_of(
        plan, typed, NOW, may_plan=may_plan, planned=4 * (picture == "planned"), moved=picture == "moved"
    )


def proposed(found: Rounds, typed: Typed) -> Plan:
    wish = read(typed, NAMES, PATROLS, NOW)
    assert isinstance(wish, Wish), wish
    errands = [
        Errand(site.code, wish.windows, tuple(Mark(check.at) for check in site.recent))
        for site in found.sites
        if site.code in wish.sites
    ]
    no_tasks: dict[str, list[datetime]] = {unit: [] for unit in wish.units}
    return Plan(found, (), USUAL, propose(bytes(32), errands, no_tasks, USUAL))
