"""How well the field keeps to its plan: punctual or late, in touch or silent, and what befalls it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from controlroom.demo.field.sending import Planned
from controlroom.demo.field.silence import Silence


@dataclass(frozen=True, slots=True)
class Away:
    """A patrol makes none of the checks whose window ends in this time.

    With a `reason` it excuses them when it is back; without one nobody ever says a word about them.
    """

    patrol: str
    begin_s: float
    end_s: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """Shares are of one; seconds are those of the scenario, counted from its start where they are moments.

    `late_reliefs`, `late_departures`: how late the first relief of a post is, by its code, and the first leg
    of a visit, by its code name. `incidents_apart_s` and `gravest`: how often something happens by chance and
    its highest priority. `silences_apart_s`: how often a unit on the move is silent for some minutes, None
    for never. `besides`: what is said besides all that.
    """

    late_relief: float = 0.1
    late_reliefs: Mapping[str, float] = field(default_factory=dict)
    forgotten_call: float = 0.05
    forgotten_check: float = 0.04
    excused_check: float = 0.03
    late_departure: float = 0.06
    late_departures: Mapping[str, float] = field(default_factory=dict)
    incidents_apart_s: tuple[float, float] = (60, 320)
    gravest: int = 1
    silences_apart_s: tuple[float, float] | None = (2400, 3900)
    silences: tuple[Silence, ...] = ()
    away: tuple[Away, ...] = ()
    besides: tuple[Planned, ...] = ()
