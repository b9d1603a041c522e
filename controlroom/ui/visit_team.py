"""Who protects a visit from near: who was entered with it, and whom a measure of close protection names."""

from collections.abc import Collection
from dataclasses import dataclass

from controlroom.watch.measures import CloseProtection, Measure, Version
from controlroom.watch.visits import Visit


@dataclass(frozen=True, slots=True)
class Guard:
    """`measure`: by which this unit is there; without one it was entered with the visit."""

    call_sign: str
    measure: str | None = None


def team_of(visit: Visit, measures: Collection[Measure]) -> tuple[Guard, ...]:
    by_measure = {
        call_sign: one.id
        for one in measures
        if (counts := _that_counts(one, visit)) and isinstance(counts.terms, CloseProtection)
        for call_sign in counts.terms.team
    }
    everybody = dict.fromkeys((*visit.team, *by_measure))
    return tuple(Guard(call_sign, by_measure.get(call_sign)) for call_sign in everybody)


def _that_counts(measure: Measure, visit: Visit) -> Version | None:
    """What is decided or goes on, also when it has lapsed; of a visit that is over what lasted to its end."""
    if measure.acts or measure.effective:
        return measure.latest
    lasted = visit.state.over and measure.ended_at is not None and measure.ended_at >= visit.ends_at
    return measure.versions[-1] if lasted and measure.versions else None
