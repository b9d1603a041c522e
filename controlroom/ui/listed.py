"""An alert in a list: its row, and what the list is about."""

from dataclasses import dataclass
from datetime import datetime

from controlroom.store.panels.alerts import OpenAlerts
from controlroom.ui.panels import AlertRow
from controlroom.ui.views import alert_row
from controlroom.watch.alerts import Alert
from controlroom.watch.refs import Ref


@dataclass(frozen=True, slots=True)
class ListedRow:
    """`cause`: the thing whose silence explains it."""

    row: AlertRow
    cause: str
    shelved_by: str
    shelved_until: datetime | None
    shelf_reason: str
    disposition: str
    ended_at: datetime | None


def listed_row(alert: Alert, read: OpenAlerts) -> ListedRow:
    return ListedRow(
        row=alert_row(alert, read),
        cause=Ref.parse(alert.cause).key if alert.cause else "",
        shelved_by=read.people.get(alert.shelved_by or "", alert.shelved_by or ""),
        shelved_until=alert.shelved_until,
        shelf_reason=alert.shelf_reason or "",
        disposition=alert.disposition.value if alert.disposition else "",
        ended_at=alert.ended_at,
    )
