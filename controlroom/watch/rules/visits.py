"""Visits that are under way before everything about them was decided (requirement R2)."""

from typing import Final

from controlroom.watch.refs import Noun, Ref
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.visits import Visit, VisitState
from controlroom.watch.words import mark


def unapproved(visit: Visit, sight: Sight) -> Holds | None:
    """A convoy does not wait for a signature: what moved has moved, and somebody has to decide."""
    if visit.state is not VisitState.ACTIVE:
        return None
    missing = len(sight.undecided(str(Ref(Noun.VISIT, visit.code)))) + visit.unapproved
    return Holds(2, count=missing) if missing else None


UNAPPROVED: Final = Rule(
    "visit.unapproved",
    Noun.VISIT,
    unapproved,
    title=mark("Under way without approval"),
    action=mark("Have what is missing decided now"),
    raises=mark("when a visit is under way before it, or a measure of it, was approved"),
    clears=mark("all of it is approved, or the visit is over"),
    steps=(
        Step(
            "approve",
            mark("Call who approves visits and measures"),
            Owner.DUTY_OFFICER,
            300,
            (("approved", ""), ("no answer", "provide")),
        ),
        Step(
            "provide",
            mark("Provide what is missing urgently, or take it back"),
            Owner.DUTY_OFFICER,
            600,
            (("done", ""),),
        ),
    ),
)
