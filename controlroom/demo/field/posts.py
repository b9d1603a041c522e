"""Fixed posts: check calls within the hour, reliefs around their time, few of them late or forgotten."""

from collections.abc import Iterator
from random import Random

from controlroom.demo.field.conduct import Conduct
from controlroom.demo.field.sending import FeedPath, Planned, Tempo
from controlroom.watch.posts import OpenPost

FIRST_CALL_S = 45


def post_reports(
    post: OpenPost, tempo: Tempo, conduct: Conduct, chance: Random, *, turn: int
) -> Iterator[Planned]:
    """Without end: the teams of `post` relieve each other and call in; `turn` spreads the first calls."""
    on_duty, resting = post.units[0], post.units[1]
    call = FIRST_CALL_S + 200 * turn + chance.uniform(0, 60)
    late_first_s = conduct.late_reliefs.get(post.code) or _relief_delay(conduct, chance)
    relief = tempo.seconds(post.relief_due_at) + late_first_s
    every_s = post.relief_every_min * 60 * tempo.speed
    while True:
        if call < relief:
            yield Planned(call, on_duty, FeedPath.PATROL_CHECKS, {"kind": "check_call", "post": post.code})
            call += _until_next_call(post, tempo, conduct, chance)
            continue
        says = {"kind": "relief", "post": post.code, "relieves": on_duty}
        yield Planned(relief, resting, FeedPath.PATROL_CHECKS, says)
        on_duty, resting = resting, on_duty
        call = relief + _until_next_call(post, tempo, conduct, chance)
        relief += every_s + _relief_delay(conduct, chance)


def _relief_delay(conduct: Conduct, chance: Random) -> float:
    """Seconds against the plan; ten minutes late is an alert."""
    return chance.uniform(660, 960) if chance.random() < conduct.late_relief else chance.uniform(-240, 330)


def _until_next_call(post: OpenPost, tempo: Tempo, conduct: Conduct, chance: Random) -> float:
    interval = post.check_every_min * 60 * tempo.speed
    if chance.random() < conduct.forgotten_call:
        return interval + 300 + chance.uniform(120, 600)
    return interval * chance.uniform(0.86, 0.99)
