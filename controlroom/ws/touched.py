"""Which panels an event can change, by the kind of the event. A test holds every event against the panels."""

from typing import Final

from controlroom.auth.audience import PANELS, PanelName

BY_MINUTE: Final[frozenset[PanelName]] = frozenset({"header", "visits", "patrols", "incidents"})
"""What these show depends on the minute: windows open, days end, a visit comes within 24 hours."""

BY_PRESENCE: Final[frozenset[PanelName]] = frozenset({"feeds", "header"})
"""What these show is not all in the journal: when each feed was last heard, who is signed in."""

_TOUCHED: Final[dict[str, frozenset[PanelName]]] = {
    "unit.registered": frozenset({"feeds"}),
    "unit.withdrawn": frozenset({"feeds"}),
    "unit.fell_silent": frozenset({"feeds"}),
    "unit.stayed_silent": frozenset(),
    "unit.heard_again": frozenset({"feeds"}),
    "site.registered": frozenset({"alerts", "visits", "posts", "patrols", "incidents"}),
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
    "alert.acknowledged": frozenset({"alerts", "header"}),
    "threat.level_set": frozenset({"header"}),
    "clock.jumped": frozenset(),
    "clock.differed": frozenset(),
    "clock.steadied": frozenset(),
    "watch.resumed": frozenset(),
}


def touched(kind: str) -> frozenset[PanelName]:
    """An event of a newer version of the program that this one does not know may have changed anything."""
    return _TOUCHED.get(kind, frozenset(PANELS))
