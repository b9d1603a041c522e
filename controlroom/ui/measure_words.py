"""Words of measures: their kinds, states, decisions and grounds."""

from typing import Final

from controlroom.watch.measures import TITLES
from controlroom.watch.words import mark

KINDS: Final = TITLES
STATES: Final = {
    "proposed": mark("proposed"),
    "urgent_provisional": mark("urgent, provisional"),
    "approved": mark("approved"),
    "in_force": mark("in force"),
    "refused": mark("refused"),
    "withdrawn": mark("withdrawn"),
    "lapsed": mark("lapsed"),
    "ended": mark("ended"),
}
DECISIONS: Final = {
    "propose": mark("new measure"),
    "extend": mark("extend"),
    "reduce": mark("reduce"),
    "maintain": mark("maintain"),
    "end": mark("end"),
}
BASES: Final = {
    "status": mark("status of the person or institution"),
    "threat_analysis": mark("threat analysis"),
    "status_and_analysis": mark("status and threat analysis"),
    "report": mark("a report"),
}
OUTCOMES: Final = {
    "pending": mark("waits for approval"),
    "urgent": mark("provided urgently, to be confirmed"),
    "approved": mark("approved"),
    "refused": mark("refused"),
    "withdrawn": mark("withdrawn"),
}
SUBJECTS: Final = {
    "persons": mark("persons"),
    "vehicles": mark("vehicles"),
    "objects": mark("objects"),
}
FIELDS: Final[dict[str, dict[str, str]]] = {
    "contact_person": {
        "name": mark("Name"),
        "number": mark("Number, day and night"),
        "deputy": mark("Deputy"),
        "deputy_number": mark("Number of the deputy"),
    },
    "priority_calls": {"number": mark("Number that is answered first"), "centre": mark("Police centre")},
    "technical_study": {
        "due_on": mark("Due on"),
        "recommendations": mark("Open recommendations"),
        "adviser": mark("Adviser"),
    },
    "patrols": {
        "rounds_a_day": mark("Rounds a day"),
        "opens": mark("Not before"),
        "closes": mark("Not after"),
        "site": mark("At which site"),
    },
    "checks": {"subjects": mark("What is checked"), "where": mark("Where")},
    "fixed_post": {
        "code": mark("Code of the post"),
        "name": mark("Name of the post"),
        "site": mark("At which site"),
        "strength": mark("Strength"),
        "relief_every_min": mark("Relief every (min)"),
        "check_every_min": mark("Check call every (min)"),
        "units": mark("Units"),
    },
    "close_protection": {"team": mark("Call signs of the team"), "lead": mark("Who leads it")},
}
"""The fields of each kind, in the order of the form."""
