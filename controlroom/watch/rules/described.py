"""A described person who comes back, by the reports that people linked (requirements R32 and R36)."""

from typing import Final

from controlroom.watch.refs import Noun
from controlroom.watch.rule import Owner, Rule, Step
from controlroom.watch.rules.vehicles import seen_again
from controlroom.watch.words import mark

SEEN_AGAIN: Final = Rule(
    "described.pattern",
    Noun.DESCRIBED,
    seen_again,
    title=mark("Described person seen again"),
    action=mark("Compare the descriptions and photos, share the reports, then assess the person"),
    raises=mark(
        "when reports that people linked were made on two days of a week at one site; P2 on three days, or at"
        " two sites or companies within two weeks"
    ),
    clears=mark("a person assesses the described person, or takes the link back"),
    steps=(
        Step(
            "compare",
            mark(
                "Read the reports: the same clothes, hour, place, behaviour? A description is no identifier."
            ),
            Owner.OPERATOR,
            900,
            (("explained", "assess"), ("not explained", "partners")),
        ),
        Step(
            "partners",
            mark("Share the reports with the partners"),
            Owner.DUTY_OFFICER,
            1800,
            (("done", "assess"),),
        ),
        Step(
            "assess",
            mark("Assess the described person on the page"),
            Owner.DUTY_OFFICER,
            3600,
            (("assessed", ""),),
        ),
    ),
)
