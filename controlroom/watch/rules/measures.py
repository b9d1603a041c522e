"""Measures: running out undecided, lapsed, provided urgently and never confirmed (requirement R11)."""

from typing import Final

from controlroom.watch.measures.measure import SOON, UNCONFIRMED_AFTER, VERY_SOON, Measure, MeasureState
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.words import mark

DONE: Final = (("done", ""),)


def expiring(measure: Measure, sight: Sight) -> Holds | None:
    return Holds(4 if measure.expiring == 1 else 3, _site(measure)) if measure.expiring else None


def lapsed(measure: Measure, sight: Sight) -> Holds | None:
    """Shown until somebody decides; a decision that begins later is one."""
    undecided = measure.state is MeasureState.LAPSED and measure.coming is None
    return Holds(2, _site(measure)) if undecided else None


def unconfirmed(measure: Measure, sight: Sight) -> Holds | None:
    return Holds(2, _site(measure)) if measure.unconfirmed else None


def _site(measure: Measure) -> str | None:
    noun, _, key = measure.file.partition(":")
    return key if noun == Noun.SITE else None


EXPIRING: Final = Rule(
    "measure.expiring",
    Noun.MEASURE,
    expiring,
    title=mark("Measure expiring"),
    action=mark("Propose to extend, reduce, maintain or end it, on the page of the measure"),
    raises=mark("when a measure runs out soon and nobody has decided what comes then"),
    clears=mark("another person approves what was proposed, or it lapses"),
    thresholds=(SOON, VERY_SOON),
)
LAPSED: Final = Rule(
    "measure.lapsed",
    Noun.MEASURE,
    lapsed,
    title=mark("Measure lapsed"),
    action=mark("Have it decided: it goes on as before until somebody does"),
    raises=mark("when the time of a measure is over and nobody has decided"),
    clears=mark("somebody decides: it is extended, reduced, maintained or ended"),
    steps=(
        Step(
            "keep",
            mark("Ask the duty officer whether the measure goes on"),
            Owner.OPERATOR,
            900,
            (("goes on", "propose"), ("no longer needed", "end")),
        ),
        Step("propose", mark("Propose an extension and call the approver"), Owner.DUTY_OFFICER, 1800, DONE),
        Step("end", mark("End the measure and inform the service"), Owner.DUTY_OFFICER, 1800, DONE),
    ),
)
UNCONFIRMED: Final = Rule(
    "measure.unconfirmed",
    Noun.MEASURE,
    unconfirmed,
    title=mark("Urgent measure unconfirmed"),
    action=mark("Call the approver: the measure was taken in the Minister's name"),
    raises=mark("when a measure that was provided urgently is not confirmed in time"),
    clears=mark("another person confirms or refuses it"),
    thresholds=(UNCONFIRMED_AFTER,),
    steps=(
        Step(
            "call",
            mark("Call the approver"),
            Owner.DUTY_OFFICER,
            600,
            (("confirms", ""), ("refuses", "stop"), ("no answer", "cabinet")),
        ),
        Step("stop", mark("Tell the service that the measure stops"), Owner.DUTY_OFFICER, 600, DONE),
        Step("cabinet", mark("Call the cabinet of the Minister"), Owner.DUTY_OFFICER, 900, DONE),
    ),
)
