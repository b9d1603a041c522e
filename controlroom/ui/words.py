"""The words that stand on a screen for the watch's own names: rules, kinds of incident, states, feeds."""

from typing import Final


def mark(message: str) -> str:
    """Marks a message for extraction; it is translated where it is drawn."""
    return message


TITLES: Final = {
    "unit.duress": mark("Duress"),
    "feed.silent": mark("Unit silent"),
    "post.left": mark("Post left"),
    "post.relief_overdue": mark("Relief overdue"),
    "post.check_call_missed": mark("Check call missed"),
    "patrol.missed": mark("Patrol check missed"),
    "leg.departure_overdue": mark("Departure overdue"),
    "leg.arrival_overdue": mark("Arrival overdue"),
    "incident.serious": mark("Serious incident"),
    "clock.jumped": mark("Clock jumped"),
    "clock.differs": mark("Clock wrong"),
}
"""The title of an alert, by its rule (controlroom/watch/rules.py)."""

ACTIONS: Final = {
    "unit.duress": mark("Send nearest units, keep the channel free"),
    "feed.silent": mark("Call the unit by radio, then by telephone"),
    "post.left": mark("Send the nearest unit, call the post"),
    "post.relief_overdue": mark("Call the post and the relief"),
    "post.check_call_missed": mark("Call the post by radio"),
    "patrol.missed": mark("Give the check to another patrol"),
    "leg.departure_overdue": mark("Ask the liaison officer for a new time"),
    "leg.arrival_overdue": mark("Call the convoy, ask for position and ETA"),
    "incident.serious": mark("Call the unit, decide on support"),
    "clock.jumped": mark("Have the time service checked, go by a watch"),
    "clock.differs": mark("Have the time service checked, go by a watch"),
}
"""What the duty officer is expected to do first, by rule."""

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
