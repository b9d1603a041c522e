"""Which panels an event can change, by the kind of the event. A test holds every event against the panels."""

from typing import Final

from controlroom.auth.audience import PANELS, PanelName

BY_MINUTE: Final[frozenset[PanelName]] = frozenset({"header", "visits", "patrols", "incidents"})
"""What these show depends on the minute: windows open, days end, a visit comes within 24 hours."""

BY_PRESENCE: Final[frozenset[PanelName]] = frozenset({"feeds"})
"""What it shows is not all in the journal: when each feed was last heard."""

_TOUCHED: Final[dict[str, frozenset[PanelName]]] = {
    "unit.registered": frozenset({"feeds"}),
    "unit.withdrawn": frozenset({"feeds"}),
    "unit.fell_silent": frozenset({"feeds"}),
    "unit.stayed_silent": frozenset(),
    "unit.heard_again": frozenset({"feeds"}),
    "unit.caught_up": frozenset(),
    "site.registered": frozenset({"alerts", "visits", "posts", "patrols", "incidents"}),
    "site.rounds_redrawn": frozenset(),
    "post.opened": frozenset({"posts"}),
    "post.relief_fell_due": frozenset({"posts"}),
    "post.relief_missed": frozenset({"posts"}),
    "post.check_call_missed": frozenset({"posts"}),
    "patrol_check.planned": frozenset({"patrols"}),
    "patrol_check.missed": frozenset({"patrols"}),
    "patrol_check.lapsed": frozenset({"patrols"}),
    "patrol.reported": frozenset({"patrols", "posts"}),
    "visit.planned": frozenset({"visits"}),
    "visit.closed": frozenset({"visits"}),
    "leg.planned": frozenset({"visits"}),
    "leg.reported": frozenset({"visits"}),
    "leg.fell_behind": frozenset({"visits"}),
    "leg.lapsed": frozenset({"visits"}),
    "incident.reported": frozenset({"incidents"}),
    "incident.taken": frozenset({"incidents"}),
    "incident.settled": frozenset(),
    "alert.raised": frozenset({"alerts", "header"}),
    "alert.changed": frozenset({"alerts", "header"}),
    "alert.cleared": frozenset({"alerts", "header"}),
    "alert.chattered": frozenset({"alerts"}),
    "alert.lulled": frozenset({"alerts"}),
    "alert.ended": frozenset({"alerts", "header"}),
    "alert.acknowledged": frozenset({"alerts", "header"}),
    "alert.assigned": frozenset({"alerts", "header"}),
    "alert.investigated": frozenset({"alerts", "header"}),
    "alert.noted": frozenset({"alerts"}),
    "alert.escalated": frozenset({"alerts"}),
    "alert.neglected": frozenset({"alerts", "header"}),
    "alert.shelved": frozenset({"alerts", "header"}),
    "alert.unshelved": frozenset({"alerts", "header"}),
    "alert.resolved": frozenset({"alerts", "header"}),
    "alert.closed": frozenset({"alerts", "header"}),
    "alert.step_answered": frozenset({"alerts"}),
    "alert.reset_asked": frozenset({"alerts"}),
    "alert.reset": frozenset({"alerts", "header"}),
    "rule.threshold_set": frozenset({"alerts"}),
    "ladder.set": frozenset({"alerts"}),
    "duty.taken": frozenset({"header"}),
    "duty.left": frozenset({"header"}),
    "duty.found_empty": frozenset({"header"}),
    "duty.missed": frozenset({"header"}),
    "flood.began": frozenset({"alerts", "header"}),
    "flood.ended": frozenset({"alerts", "header"}),
    "service.interrupted": frozenset({"posts", "feeds", "alerts", "header"}),
    "service.resumed": frozenset({"posts", "feeds", "alerts", "header"}),
    "threat.level_set": frozenset({"header"}),
    "clock.jumped": frozenset(),
    "clock.differed": frozenset(),
    "clock.steadied": frozenset(),
    "screen.appeared": frozenset({"feeds"}),
    "screen.went_missing": frozenset({"feeds"}),
    "screen.came_back": frozenset({"feeds"}),
    "screen.cut_off": frozenset({"feeds"}),
    "component.failed": frozenset(),
    "component.steadied": frozenset(),
    "account.added": frozenset(),
    "account.renamed": frozenset(),
    "account.role_changed": frozenset(),
    "account.password_set": frozenset(),
    "account.disabled": frozenset(),
    "account.enabled": frozenset(),
    "account.locked": frozenset(),
    "account.sessions_ended": frozenset(),
    "account.factor_added": frozenset(),
    "account.factor_removed": frozenset(),
    "account.recovery_code_used": frozenset(),
    "role.factor_required": frozenset(),
    "account.linked": frozenset(),
    "account.unlinked": frozenset(),
    "watch.resumed": frozenset(),
}


def touched(kind: str) -> frozenset[PanelName]:
    """An event of a newer version of the program that this one does not know may have changed anything."""
    return _TOUCHED.get(kind, frozenset(PANELS))
