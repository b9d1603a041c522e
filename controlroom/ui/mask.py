"""VISITOR IN ROOM: takes names, addresses and words of reporters out of a panel before anything is drawn."""

from dataclasses import replace
from functools import singledispatch

from controlroom.ui.panels import AlertsPanel, HeaderPanel, IncidentsPanel, Panel, VisitRow, VisitsPanel

HIDDEN = "•••"


@singledispatch
def mask(panel: Panel) -> Panel:
    return panel


@mask.register
def _(panel: HeaderPanel) -> Panel:
    return replace(panel, masked=True, duty_officer=panel.duty_officer and HIDDEN)


@mask.register
def _(panel: AlertsPanel) -> Panel:
    rows = (replace(row, place="", acked_by=row.acked_by and HIDDEN) for row in panel.rows)
    return replace(panel, rows=tuple(rows))


@mask.register
def _(panel: VisitsPanel) -> Panel:
    return replace(panel, rows=tuple(_masked(row) for row in panel.rows))


def _masked(row: VisitRow) -> VisitRow:
    hidden = {"origin": HIDDEN, "destination": HIDDEN}
    leg = row.leg and replace(row.leg, **hidden)
    return replace(row, leg=leg, next_leg=row.next_leg and replace(row.next_leg, **hidden), event=None)


@mask.register
def _(panel: IncidentsPanel) -> Panel:
    rows = (replace(row, place="", text="", taken_by=row.taken_by and HIDDEN) for row in panel.rows)
    return replace(panel, rows=tuple(rows))
