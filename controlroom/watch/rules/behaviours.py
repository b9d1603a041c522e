"""A behaviour that is reported unusually often at one site (requirement R36)."""

from typing import Final

from controlroom.watch.behaviours import BehaviourAtSite
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Ends, Holds, Owner, Rule, Sight, Step
from controlroom.watch.words import mark


def unusual(behaviour: BehaviourAtSite, sight: Sight) -> Holds | None:
    found = behaviour.cluster
    return Holds(found.priority, behaviour.site) if found else None


CLUSTER: Final = Rule(
    "early_warning.cluster",
    Noun.BEHAVIOUR,
    unusual,
    title=mark("Behaviour reported unusually often"),
    action=mark("Read the reports side by side, then close this with what they were"),
    raises=mark(
        "when three or more reports in a week, on two days, have a chance below 1 in 100 by the 90 days"
        " before; P3 below 1 in 1000"
    ),
    clears=mark("an officer closes it"),
    ends=Ends.BY_A_PERSON,
    steps=(
        Step(
            "compare",
            mark("Read the reports: the same person, vehicle, hour or place?"),
            Owner.OPERATOR,
            1800,
            (("explained", "close"), ("not explained", "partners")),
        ),
        Step(
            "partners",
            mark("Share the reports with the partners"),
            Owner.DUTY_OFFICER,
            3600,
            (("done", "close"),),
        ),
        Step("close", mark("Close the alert with what it was"), Owner.DUTY_OFFICER, 7200, (("closed", ""),)),
    ),
)
