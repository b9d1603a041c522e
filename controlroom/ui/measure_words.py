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
