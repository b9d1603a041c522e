"""VISITOR IN ROOM: takes names, addresses and words of reporters out of a panel before anything is drawn."""

from dataclasses import replace
from functools import singledispatch

from controlroom.ui.panels import (
    AlertRow,
    AlertsPanel,
    HeaderPanel,
    IncidentsPanel,
    LegRow,
    Panel,
    PatrolsPanel,
    PostsPanel,
    VisitRow,
    VisitsPanel,
)
from controlroom.ui.place import Place
from controlroom.ui.summit_board import Board, Delegation, SummitPanel

HIDDEN = "•••"


@singledispatch
def mask(panel: Panel) -> Panel:
    return panel


@mask.register
def _(panel: HeaderPanel) -> Panel:
    duty = dict.fromkeys(panel.duty, HIDDEN)
    return replace(panel, masked=True, duty_officer=panel.duty_officer and HIDDEN, duty=duty)


@mask.register
def _(panel: AlertsPanel) -> Panel:
    return replace(panel, rows=tuple(_nameless(row) for row in panel.rows))


def _nameless(row: AlertRow) -> AlertRow:
    return replace(row, place="", acked_by=row.acked_by and HIDDEN, owner=row.owner and HIDDEN)


@mask.register
def _(panel: VisitsPanel) -> Panel:
    return replace(panel, rows=tuple(_masked(row) for row in panel.rows))


def _masked(row: VisitRow) -> VisitRow:
    legs = tuple(_hidden(leg) for leg in row.legs)
    leg, later = row.leg and _hidden(row.leg), row.next_leg and _hidden(row.next_leg)
    return replace(row, leg=leg, next_leg=later, legs=legs, event=None)


def _hidden(leg: LegRow) -> LegRow:
    return replace(leg, origin=Place(HIDDEN), destination=Place(HIDDEN))


@mask.register
def _(panel: SummitPanel) -> Panel:
    boards = {event: tuple(map(_unplaced, board.rows)) for event, board in panel.boards.items()}
    return replace(panel, boards={event: Board(rows) for event, rows in boards.items()}, masked=True)


def _unplaced(row: Delegation) -> Delegation:
    return replace(row, visit=_masked(row.visit), place=row.place and Place(HIDDEN))


@mask.register
def _(panel: IncidentsPanel) -> Panel:
    rows = (replace(row, place=Place(""), text="", taken_by=row.taken_by and HIDDEN) for row in panel.rows)
    return replace(panel, rows=tuple(rows))


@mask.register
def _(panel: PostsPanel) -> Panel:
    marks = (replace(mark, name=HIDDEN, site=Place(HIDDEN)) for mark in panel.marks)
    return replace(panel, marks=tuple(marks))


@mask.register
def _(panel: PatrolsPanel) -> Panel:
    return replace(panel, rows=tuple(replace(row, site=Place(HIDDEN)) for row in panel.rows))
