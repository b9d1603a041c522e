"""Patrol checks of a site that were missed (requirement R16), or that anybody could foretell (R18)."""

from datetime import timedelta
from itertools import pairwise
from typing import Final

from controlroom.watch import predictability
from controlroom.watch.patrols import MISSED_AFTER
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.sites import MissedCheck, Site
from controlroom.watch.words import mark

DAY: Final = timedelta(hours=24)
SERIOUS: Final = 3
"""The threat level from which a missed check of a site is high at once (requirement R16)."""


def missed(site: Site, sight: Sight) -> Holds | None:
    """All of a site are one alert with a count.

    What a silent unit could not report waits under the alert of its silence.
    """
    if not site.missed:
        return None
    free = tuple(m for m in site.missed if m.cause is None)
    cause = None if free else site.missed[0].cause
    counted = free or site.missed
    low = 3 if _two_in_a_day(counted) else 4
    return Holds(2 if site.threat_level >= SERIOUS else low, site.code, len(counted), cause=cause)


def _two_in_a_day(checks: tuple[MissedCheck, ...]) -> bool:
    ends = sorted(m.window_end for m in checks)
    return any(later - earlier < DAY for earlier, later in pairwise(ends))


def predictable(site: Site, sight: Sight) -> Holds | None:
    meter = predictability.meter_of(site.code, sight.book)
    found = predictability.pattern((check.at for check in site.recent), meter)
    return Holds(4, site.code) if found else None


MISSED: Final = Rule(
    "patrol.missed",
    Noun.SITE,
    missed,
    title=mark("Patrol check missed"),
    action=mark("Give the check to another patrol"),
    raises=mark(
        "when a check was not begun some minutes after its window; P3 for two in a day, P2 at level 3 or 4"
    ),
    clears=mark("a late report, an excuse, or a day without a word"),
    thresholds=(MISSED_AFTER,),
    steps=(
        Step(
            "ask",
            mark("Ask the patrol whether it was there"),
            Owner.OPERATOR,
            600,
            (("was there", "report"), ("was not", "other")),
        ),
        Step("report", mark("Have the patrol send its report"), Owner.OPERATOR, 600, (("done", ""),)),
        Step(
            "other",
            mark("Give the check to another patrol"),
            Owner.DUTY_OFFICER,
            900,
            (("given", ""), ("no patrol free", "")),
        ),
    ),
)
PREDICTABLE: Final = Rule(
    predictability.RULE,
    Noun.SITE,
    predictable,
    title=mark("Patrols predictable"),
    action=mark("Plan the next checks at other times"),
    raises=mark("when several of the last checks of a site fall into the same half hour of the day"),
    clears=mark("checks at other times of the day"),
    thresholds=(predictability.ENOUGH, predictability.OF_LAST, predictability.BAND),
)
