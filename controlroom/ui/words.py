"""The words that stand on a screen for the watch's own names: rules, kinds of incident, states, feeds."""

from typing import Final

from controlroom.watch.rules import ALL
from controlroom.watch.words import mark

TITLES: Final = {rule.name: rule.title for rule in ALL}
ACTIONS: Final = {rule.name: rule.action for rule in ALL}
"""What the duty officer is expected to do first, by rule (controlroom/watch/rules/)."""

PHASES: Final = {
    "planned": mark("planned"),
    "inbound": mark("inbound"),
    "arrived": mark("arrived"),
    "en_route": mark("en route"),
    "at_venue": mark("at venue"),
    "departed": mark("departed"),
}

POST_STATES: Final = {
    "manned": mark("manned"),
    "relief_due": mark("relief due"),
    "relief_overdue": mark("relief overdue"),
    "unmanned": mark("unmanned"),
    "suspended": mark("suspended"),
}

CHECK_STATES: Final = {
    "due": mark("due"),
    "started": mark("started"),
    "late": mark("late"),
    "missed": mark("missed"),
}

INCIDENT_KINDS: Final = {
    "suspicious_vehicle": mark("Suspicious vehicle"),
    "suspicious_person": mark("Suspicious person"),
    "suspicious_object": mark("Suspicious object"),
    "breach": mark("Breach"),
    "threat": mark("Threat"),
    "disturbance": mark("Disturbance"),
    "demonstration": mark("Demonstration"),
    "medical": mark("Medical"),
    "fire": mark("Fire"),
    "traffic": mark("Traffic"),
    "technical": mark("Technical"),
    "duress": mark("Duress"),
    "other": mark("Other"),
}

FEEDS: Final = {
    "incident": mark("Incidents"),
    "visit": mark("Visits"),
    "patrol-check": mark("Patrol checks"),
}

FEED_STATES: Final = {
    "live": mark("live"),
    "late": mark("late"),
    "silent": mark("silent"),
    "out_of_service": mark("out of service"),
    "failing": mark("failing"),
    "idle": mark("nothing received yet"),
}

STATUSES: Final = {"exercise": mark("EXERCISE"), "test": mark("TEST")}
