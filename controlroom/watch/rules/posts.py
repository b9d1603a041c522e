"""Fixed posts: left, relief overdue, check call missed (requirements R14, R15)."""

from typing import Final

from controlroom.watch.posts import CALL_GRACE, CALLS_IN_A_ROW, RELIEF_GRACE, Post, PostState
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.words import mark

DONE: Final = (("done", ""),)


def left(post: Post, sight: Sight) -> Holds | None:
    gone = post.state is PostState.UNMANNED and post.settled_at
    return Holds(1, post.site) if gone else None


def relief_overdue(post: Post, sight: Sight) -> Holds | None:
    if post.state is not PostState.RELIEF_OVERDUE:
        return None
    return Holds(2, post.site, cause=post.relief_cause)


def call_missed(post: Post, sight: Sight) -> Holds | None:
    if not post.missed_calls:
        return None
    serious = post.missed_calls >= sight.book.number(CALLS_IN_A_ROW, *post.scopes)
    return Holds(2 if serious else 3, post.site, post.missed_calls, cause=post.call_cause)


LEFT: Final = Rule(
    "post.left",
    Noun.POST,
    left,
    title=mark("Post left"),
    action=mark("Send the nearest unit, call the post"),
    raises=mark("at once, when the unit of a post says that it leaves and nobody takes over"),
    clears=mark("a unit mans the post"),
    steps=(
        Step(
            "call",
            mark("Call the post by radio, then by telephone"),
            Owner.OPERATOR,
            60,
            (("manned", "told"), ("no answer", "send")),
        ),
        Step("send", mark("Send the nearest unit"), Owner.DUTY_OFFICER, 120, (("sent", "inform"),)),
        Step("inform", mark("Inform the protected site"), Owner.OPERATOR, 300, DONE),
        Step("told", mark("Have the unit report that it mans the post"), Owner.OPERATOR, 120, DONE),
    ),
)
RELIEF_OVERDUE: Final = Rule(
    "post.relief_overdue",
    Noun.POST,
    relief_overdue,
    title=mark("Relief overdue"),
    action=mark("Call the post and the relief"),
    raises=mark("when a relief is not reported some minutes after its plan: the post is possibly unmanned"),
    clears=mark("the relief is reported"),
    thresholds=(RELIEF_GRACE,),
    steps=(
        Step(
            "call",
            mark("Call the post by radio"),
            Owner.OPERATOR,
            120,
            (("still there", "relief"), ("no answer", "send")),
        ),
        Step("relief", mark("Ask the relief for its time of arrival"), Owner.OPERATOR, 300, DONE),
        Step("send", mark("Send the nearest unit"), Owner.DUTY_OFFICER, 180, (("sent", ""),)),
    ),
)
CALL_MISSED: Final = Rule(
    "post.check_call_missed",
    Noun.POST,
    call_missed,
    title=mark("Check call missed"),
    action=mark("Call the post by radio"),
    raises=mark("when a check call is not made some minutes after it was due; several in a row are P2"),
    clears=mark("the next call comes, or the relief"),
    thresholds=(CALL_GRACE, CALLS_IN_A_ROW),
    steps=(
        Step(
            "call",
            mark("Call the post by radio"),
            Owner.OPERATOR,
            180,
            (("answered", ""), ("no answer", "phone")),
        ),
        Step(
            "phone",
            mark("Telephone the post and the site"),
            Owner.OPERATOR,
            300,
            (("answered", ""), ("no answer", "send")),
        ),
        Step("send", mark("Send the nearest unit"), Owner.DUTY_OFFICER, 300, (("sent", ""),)),
    ),
)
