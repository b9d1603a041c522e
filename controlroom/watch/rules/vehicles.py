"""A vehicle that comes back: on several days, or at several places (requirement R32)."""

from typing import Final

from controlroom.watch.described import DescribedPerson
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.vehicles import SightedVehicle
from controlroom.watch.words import mark


def seen_again(one: SightedVehicle | DescribedPerson, sight: Sight) -> Holds | None:
    """The count says how often it came back. By itself it only becomes more serious: what was a pattern is
    one until a person has assessed it, or took back a link between reports.
    """
    found = one.pattern if one.priority else None
    if found is None:
        return None
    return Holds(found.priority, found.site, len(one.counted) - 1, files=one.files)


PATTERN: Final = Rule(
    "vehicle.pattern",
    Noun.VEHICLE,
    seen_again,
    title=mark("Vehicle seen again"),
    action=mark("Compare the sightings, have the plate looked up, then assess the vehicle"),
    raises=mark(
        "when one plate was seen on two days of a week at one site; P2 on three days, or at two sites or"
        " companies within two weeks"
    ),
    clears=mark("a person assesses the vehicle"),
    steps=(
        Step(
            "compare",
            mark("Look at its sightings: the same hour, the same place, the same occupants?"),
            Owner.OPERATOR,
            900,
            (("explained", "assess"), ("not explained", "look_up")),
        ),
        Step(
            "look_up",
            mark("Have the police look the plate up"),
            Owner.DUTY_OFFICER,
            1800,
            (("done", "assess"),),
        ),
        Step("assess", mark("Assess the vehicle on its page"), Owner.DUTY_OFFICER, 3600, (("assessed", ""),)),
    ),
)
