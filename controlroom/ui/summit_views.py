"""From what the store read of the summits to the rows of their boards: pure."""

from collections import defaultdict
from datetime import datetime

from controlroom.store.panels.visits import Visits
from controlroom.ui.place import Place
from controlroom.ui.summit_board import Board, Delegation, SummitPanel
from controlroom.ui.views import next_movement, place_of, visit_row
from controlroom.watch.legs import Leg
from controlroom.watch.visits import Visit


def summit_panel(v: int, read: Visits, moment: datetime) -> SummitPanel:
    """A delegation that is kept from whoever looks has no event here, and so no row."""
    by_event = defaultdict(list)
    for visit in read.visits:
        if visit.event:
            by_event[visit.event].append(_delegation(visit, read))
    return SummitPanel(v, {event: Board(_in_order(rows, moment)) for event, rows in by_event.items()})


def _in_order(rows: list[Delegation], moment: datetime) -> tuple[Delegation, ...]:
    """By the next movement; those that have gone home are below all others."""

    def turn(row: Delegation) -> tuple[bool, datetime, str]:
        return row.leg is None, next_movement(row.visit) or moment, row.visit.code_name

    return tuple(sorted(rows, key=turn))


def _delegation(visit: Visit, read: Visits) -> Delegation:
    programme = read.legs[visit.code]
    ahead = next((leg for leg in programme if not leg.state.finished), None)
    escort = ahead.units if ahead else ()
    return Delegation(visit_row(visit, read), escort, ahead.convoy if ahead else 0, _place(programme, read))


def _place(programme: list[Leg], read: Visits) -> Place | None:
    """Where its last movement ended; on the road, and before it came, it is nowhere."""
    if any(leg.state.moving for leg in programme):
        return None
    last = next((leg for leg in reversed(programme) if leg.arrived_at), None)
    return place_of(last.destination, read.sites) if last else None
