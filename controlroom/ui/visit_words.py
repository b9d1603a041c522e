"""Words of visits: ranks, what is amiss with an intake, clashes, what changed in a programme."""

from typing import Final

from controlroom.watch.words import mark

RANKS: Final = {
    "A": mark("head of state or government"),
    "B": mark("minister or head of an institution"),
    "C": mark("other"),
}
FLAGS: Final = {
    "no_note": mark("No verbal note was received."),
    "short_notice": mark("The note came %(number)s working days ahead; 3 are asked for."),
    "agents_unknown": mark("It is not known how many foreign agents come along."),
    "too_many_agents": mark("%(number)s foreign agents; 4 in principle."),
    "no_weapon_request": mark("Nothing was requested for weapons."),
    "no_radio_request": mark("Nothing was requested for radio frequencies."),
    "no_overflight_request": mark("Nothing was requested for overflight and landing."),
    "large_convoy": mark("Leg %(leg)s has %(number)s vehicles; 5 in principle."),
}
CLASHES: Final = {
    "venue": mark("same place at the same time"),
    "route": mark("same route within 15 minutes"),
    "unit": mark("same unit at the same time"),
}
CHANGES: Final = {"added": mark("added"), "dropped": mark("dropped"), "moved": mark("changed")}
ASPECTS: Final = {
    "time": mark("time"),
    "place": mark("place"),
    "units": mark("units"),
    "convoy": mark("vehicles"),
}
REQUESTS: Final = {
    "unknown": mark("not known"),
    "not_needed": mark("not needed"),
    "requested": mark("requested"),
    "granted": mark("granted"),
    "denied": mark("denied"),
}
PERMITS: Final = {
    "weapons": mark("Weapons"),
    "radio": mark("Radio frequencies"),
    "overflight": mark("Overflight and landing"),
}
STATES: Final = {
    "": mark("not over"),
    "announced": mark("announced"),
    "under_analysis": mark("under analysis"),
    "planned": mark("planned, not approved"),
    "approved": mark("approved"),
    "active": mark("active"),
    "postponed": mark("postponed"),
    "closed": mark("closed"),
    "cancelled": mark("cancelled"),
    "over": mark("over"),
    "all": mark("all"),
}
"""As the filter of the list offers them."""
ACTS: Final = {
    "analyse": mark("Begin the analysis"),
    "approve": mark("Approve"),
    "activate": mark("It has begun"),
    "close": mark("It is over"),
}
"""Acts that need no more than a button."""
PLACES: Final = {
    "analyse": "analysis",
    "approve": "approval",
    "activate": "activation",
    "close": "closing",
}
"""Where each of them is handed in."""
