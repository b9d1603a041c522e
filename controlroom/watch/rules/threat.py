"""A raise of a threat level asks the centre to decide; it changes nothing by itself (requirement R12)."""

from typing import Final

from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.threat import Threat, gaps, subject
from controlroom.watch.words import mark


def undecided(threat: Threat, sight: Sight) -> Holds | None:
    """`count`: how many measures are usual at this level, not in effect, and not decided upon."""
    missing = gaps(threat, sight.effective(threat.scope))
    file = subject(threat.scope)
    site = file.key if file and file.noun is Noun.SITE else None
    return Holds(2, site, len(missing)) if missing else None


GAPS: Final = Rule(
    "threat.gaps",
    Noun.THREAT,
    undecided,
    title=mark("Decision needed"),
    action=mark("Say of each measure that is usual at this level: proposed, or not needed and why"),
    raises=mark("when the level of a file is raised and measures that are usual there are not in effect"),
    clears=mark("each is decided upon or in effect, or the level falls"),
    steps=(
        Step(
            "look",
            mark("Read why the level was raised and what is not there, on the page of levels"),
            Owner.DUTY_OFFICER,
            900,
            (("decided", ""), ("unclear", "ask")),
        ),
        Step("ask", mark("Ask the analyst of the file"), Owner.DUTY_OFFICER, 1800, (("answered", "decide"),)),
        Step("decide", mark("Decide upon each measure"), Owner.DUTY_OFFICER, 3600, (("decided", ""),)),
    ),
)
