"""A report that a unit itself calls P1 or P2 asks for an officer."""

from typing import Final

from controlroom.watch.incidents import Incident, IncidentKind
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Ends, Holds, Owner, Rule, Sight, Step
from controlroom.watch.words import mark


def serious(incident: Incident, sight: Sight) -> Holds | None:
    if incident.priority > 2 or incident.settled or incident.kind is IncidentKind.DURESS:
        return None
    return Holds(incident.priority, incident.site, status=incident.status)


SERIOUS: Final = Rule(
    "incident.serious",
    Noun.INCIDENT,
    serious,
    title=mark("Serious incident"),
    action=mark("Call the unit, decide on support"),
    raises=mark("at once, when a unit reports an incident as P1 or P2"),
    clears=mark("an officer closes it"),
    ends=Ends.BY_A_PERSON,
    steps=(
        Step(
            "call",
            mark("Call the unit: what, where, who is in danger"),
            Owner.OPERATOR,
            120,
            (("danger", "support"), ("no danger", "site")),
        ),
        Step(
            "support",
            mark("Send support, keep the channel free"),
            Owner.DUTY_OFFICER,
            180,
            (("sent", "site"),),
        ),
        Step("site", mark("Inform the protected site"), Owner.OPERATOR, 600, (("done", ""),)),
    ),
)
