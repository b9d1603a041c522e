"""The words that stand on a screen for the watch's own names: rules, kinds of incident, states, feeds."""

from typing import Final

from controlroom import catalogs
from controlroom.ui import measure_words
from controlroom.watch.consultations import GROUNDS
from controlroom.watch.rules import ALL
from controlroom.watch.visits import CALLED
from controlroom.watch.words import mark

TITLES: Final = {rule.name: rule.title for rule in ALL}
ACTIONS: Final = {rule.name: rule.action for rule in ALL}
"""What the duty officer is expected to do first, by rule (controlroom/watch/rules/)."""
RAISES: Final = {rule.name: rule.raises for rule in ALL}
CLEARS: Final = {rule.name: rule.clears for rule in ALL}
STEPS: Final = {f"{rule.name}/{step.id}": step.text for rule in ALL for step in rule.steps}

ANSWERS: Final = {
    "answered": mark("answered"),
    "approved": mark("approved"),
    "assessed": mark("assessed"),
    "broken": mark("broken"),
    "called": mark("called"),
    "closed": mark("closed"),
    "code right": mark("code right"),
    "code wrong": mark("code wrong"),
    "danger": mark("danger"),
    "decided": mark("decided"),
    "done": mark("done"),
    "explained": mark("explained"),
    "given": mark("given"),
    "it does": mark("it does"),
    "it does not": mark("it does not"),
    "its access ended": mark("its access ended"),
    "manned": mark("manned"),
    "new ETA": mark("new ETA"),
    "new time": mark("new time"),
    "no answer": mark("no answer"),
    "no": mark("no"),
    "no danger": mark("no danger"),
    "no patrol free": mark("no patrol free"),
    "not explained": mark("not explained"),
    "nothing": mark("nothing"),
    "sent": mark("sent"),
    "something": mark("something"),
    "STALE": mark("STALE"),
    "still there": mark("still there"),
    "unclear": mark("unclear"),
    "was not": mark("was not there"),
    "was there": mark("was there"),
    "yes": mark("yes"),
    "goes on": mark("goes on"),
    "no longer needed": mark("no longer needed"),
    "confirms": mark("confirms"),
    "refuses": mark("refuses"),
}
"""What can be answered to a step of a rule's list."""

OWNERS: Final = {
    "operator": mark("operator"),
    "duty_officer": mark("duty officer"),
    "shift_leader": mark("shift leader"),
}

HANDLING: Final = {
    "assigned": mark("assigned"),
    "investigating": mark("investigating"),
    "resolved": mark("resolved, to be closed"),
}

CALLS: Final = {
    "duty_officer": mark("calls duty officer"),
    "deputy": mark("calls deputy"),
    "shift_leader": mark("calls shift leader"),
}
"""The people whom an alert calls, as its row says it."""

MEANS: Final = {
    "desk_sound": mark("sound at the desks"),
    "duty_officer": mark("duty officer"),
    "deputy": mark("deputy"),
    "shift_leader": mark("shift leader"),
    "wall": mark("takeover of the wall"),
}

DONE: Final = {
    "acknowledge": mark("Acknowledged:"),
    "undo": mark("Acknowledgement taken back:"),
    "assign": mark("Assigned:"),
    "investigate": mark("Investigating:"),
    "note": mark("Noted:"),
    "escalate": mark("Called:"),
    "shelve": mark("Shelved:"),
    "unshelve": mark("Back from the shelf:"),
    "resolve": mark("Resolved:"),
    "close": mark("Closed:"),
    "step": mark("Step answered:"),
    "reset": mark("Reset:"),
}
"""What whoever did it is told, before the alert's name."""

LISTS: Final = {
    "open": mark("Open"),
    "shelved": mark("Shelved"),
    "held": mark("Held back"),
    "out-of-service": mark("Out of service"),
    "ended": mark("Ended"),
}

DISPOSITIONS: Final = {
    "true": mark("true"),
    "false": mark("false alarm"),
    "duplicate": mark("duplicate"),
    "test": mark("test"),
    "no_action": mark("no action needed"),
}

PLACES: Final = {
    "officer": mark("Officer"),
    "deputy": mark("Deputy"),
    "leader": mark("Leader"),
}
"""The places of a room that is on duty."""

ROLES: Final = {
    "operator": mark("operator"),
    "shift_leader": mark("shift leader"),
    "duty_officer": mark("duty officer"),
    "analyst": mark("analyst"),
    "approver": mark("approver"),
    "field_unit": mark("field unit"),
    "company": mark("company"),
    "partner": mark("partner service"),
    "wall": mark("wall"),
    "auditor": mark("auditor"),
    "admin": mark("administrator"),
}

FACTORS: Final = {
    "": mark("no second factor"),
    "totp": mark("code app"),
    "passkey": mark("passkey"),
    "recovery": mark("recovery code"),
    "oidc": mark("the organisation's sign-in"),
}
"""By what somebody signs in besides a password."""

LANGUAGES: Final = catalogs.LANGUAGES

SHIFT_STATES: Final = {
    "planned": mark("planned"),
    "waiting": mark("waits for the handover"),
    "open": mark("on now"),
    "handover_prepared": mark("being handed over"),
    "handed_over": mark("handed over"),
    "closed": mark("over"),
    "lapsed": mark("never taken over"),
}

WEEKDAYS: Final = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)

ROSTER_FAULTS: Final = {
    "gap": mark("Nobody is planned"),
    "overlap": mark("Two shifts at once"),
    "twice": mark("Planned twice at once:"),
}

DELIVERIES: Final = {
    "pending": mark("waits"),
    "delivered": mark("delivered"),
    "given_up": mark("given up"),
    "not_sent": mark("not sent"),
}

MEASURES: Final = {
    "s": mark("s"),
    "min": mark("min"),
    "h": mark("h"),
    "d": mark("d"),
    "times": mark("times"),
    "%": "%",
    "GiB": "GiB",
}

NOUNS: Final = {
    "unit": mark("Unit"),
    "site": mark("Site"),
    "person": mark("Person"),
    "post": mark("Post"),
    "leg": mark("Visit"),
    "visit": mark("Visit"),
    "measure": mark("Measure"),
    "incident": mark("Incident"),
    "clock": mark("Clock"),
    "duty": mark("Duty"),
    "screen": mark("Screen"),
    "component": mark("Component"),
    "shift": mark("Shift"),
}

INSTITUTION_FIELDS: Final = {
    "code": mark("Code"),
    "name": mark("Name"),
    "name_nl": mark("Name in Dutch"),
    "name_fr": mark("Name in French"),
    "name_de": mark("Name in German"),
    "name_en": mark("Name in English"),
    "short": mark("Short name"),
    "kind": mark("Kind"),
    "country": mark("Country"),
    "organisation": mark("Organisation"),
    "address": mark("Address"),
    "municipality": mark("Municipality"),
    "lat": mark("Latitude"),
    "lon": mark("Longitude"),
    "threat_level": mark("Threat level"),
    "contacts": mark("Contacts"),
}
"""By the columns of the table."""

RANKS: Final = {
    "A": mark("head of state or government"),
    "B": mark("minister or head of an institution"),
    "C": mark("other person"),
}
PERSON_STATES: Final = {
    "open": mark("open files"),
    "in_office": mark("in office"),
    "closed": mark("closed"),
    "all": mark("all"),
}

IMPORT_DEEDS: Final = {
    "new": mark("new"),
    "changed": mark("changed"),
    "unchanged": mark("unchanged"),
    "refused": mark("refused"),
}

SITE_KINDS: Final = {
    "embassy": mark("Embassy"),
    "eu": mark("EU institution"),
    "nato": mark("NATO"),
    "residence": mark("Residence"),
    "venue": mark("Venue"),
    "airport": mark("Airport"),
    "hotel": mark("Hotel"),
    "company": mark("Company"),
    "other": mark("Other"),
}

PHASES: Final = {
    "planned": mark("planned"),
    "inbound": mark("inbound"),
    "arrived": mark("arrived"),
    "en_route": mark("en route"),
    "at_venue": mark("at venue"),
    "departed": mark("departed"),
}

VISIT_KINDS: Final = {
    "state": mark("state visit"),
    "official": mark("official visit"),
    "working": mark("working visit"),
    "private": mark("private visit"),
    "summit": mark("summit"),
}
STANDINGS: Final = {
    "on_time": mark("on time"),
    "delayed": mark("delayed"),
    "late": mark("late"),
    "overdue": mark("overdue"),
}
"""Of the next movement of a delegation."""

VISIT_STATES: Final = {state.value: word for state, word in CALLED.items()}

LEG_STATES: Final = {
    "planned": mark("planned"),
    "ready": mark("ready"),
    "en_route": mark("en route"),
    "diverted": mark("diverted"),
    "arrived": mark("arrived"),
    "departed": mark("departed"),
    "skipped": mark("skipped"),
}

POST_STATES: Final = {
    "manned": mark("manned"),
    "relief_due": mark("relief due"),
    "relief_overdue": mark("relief overdue"),
    "unmanned": mark("unmanned"),
    "suspended": mark("suspended"),
    "closed": mark("closed"),
}

SECTIONS: Final = {
    "alert": mark("Open alerts P1 to P3"),
    "shelved": mark("Shelved"),
    "out_of_service": mark("Out of service"),
    "post": mark("Unmanned posts"),
    "overdue": mark("Overdue"),
    "feed": mark("Silent feeds"),
    "visit": mark("Visits within 12 hours"),
    "measure": mark("Measures that expire"),
    "note": mark("Notes of the shift"),
    "pinned": mark("Pinned notes"),
}
"""Of what a handover is made."""

HANDED_WHATS: Final = {
    **POST_STATES,
    **measure_words.KINDS,
    "leg_late": mark("movement late"),
    "missed": mark("check missed"),
    "silent": mark("silent"),
    "approved": mark("approved"),
    "active": mark("active"),
    "unit": mark("Unit"),
    "post": mark("Post"),
    "screen": mark("Screen"),
}

HANDED_TIMES: Final = {
    "since": mark("since"),
    "until": mark("until"),
    "from": mark("begins"),
    "at": mark("at"),
}

CHANGES: Final = {
    "new": mark("New since"),
    "changed": mark("Changed since"),
    "gone": mark("Gone since"),
}

DECISIONS: Final = {
    "keep": mark("stays with"),
    "take_over": mark("taken over"),
    "close_first": mark("is to be closed first"),
}
"""Who has an alert after a handover."""

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

FILE_KINDS: Final = {
    "embassy": mark("Embassy"),
    "eu": mark("European Union"),
    "nato": mark("NATO"),
    "residence": mark("Residence"),
    "venue": mark("Venue"),
    "airport": mark("Airport"),
    "hotel": mark("Hotel"),
    "company": mark("Company"),
    "other": mark("Other site"),
    "visit_a": mark("Visit, rank A"),
    "visit_b": mark("Visit, rank B"),
    "visit_c": mark("Visit, rank C"),
    "person_a": mark("Person, rank A"),
    "person_b": mark("Person, rank B"),
    "person_c": mark("Person, rank C"),
}
"""As the table of usual measures has them."""

FEEDS: Final = {
    "incident": mark("Incidents"),
    "visit": mark("Visits"),
    "patrol-check": mark("Patrol checks"),
    "cap": mark("Warnings"),
    "early-warning": mark("Early warnings"),
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

DATA_SEEN: Final = {
    "room": mark("all that the watch knows"),
    "alert": mark("an alert"),
    "incident": mark("incidents"),
    "person": mark("a person"),
    "vehicle": mark("a vehicle"),
    "visit": mark("a visit"),
    "file": mark("a file"),
    "contact": mark("who answers for an institution"),
    "staff": mark("people of the room"),
    "watch_log": mark("the watch log"),
    "sitrep": mark("a situation report"),
    "handover": mark("a handover"),
    "meeting": mark("papers of a meeting"),
    "early_warning": mark("a report of a company"),
    "measure": mark("measures"),
    "quarantine": mark("the quarantine"),
    "past": mark("a past hour"),
    "figures": mark("a table of figures"),
    "journal": mark("the journal"),
}
DEEDS_SEEN: Final = {
    "data.viewed": mark("looked at"),
    "data.searched": mark("searched"),
    "data.exported": mark("took out"),
    "data.erased": mark("erased"),
}
GROUNDS_SEEN: Final = GROUNDS
