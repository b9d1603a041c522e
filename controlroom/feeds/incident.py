"""The incident feed: what a field unit saw or was told."""

from typing import Annotated

from pydantic import Field

from controlroom.feeds.model import Code, ReportBody, Statement, Words
from controlroom.feeds.vehicle import VehicleBody
from controlroom.watch.incidents import Account, IncidentKind, ReportIncident
from controlroom.watch.reports import Status


class IncidentBody(ReportBody):
    """`priority` is the unit's proposal; `facts` are kept apart from its own `assessment`."""

    status: Status = Status.ACTUAL
    kind: IncidentKind
    site: Code | None = None
    visit: Code | None = None
    text: Words | None = None
    priority: Annotated[int, Field(ge=1, le=4)] = 3
    vehicle: VehicleBody | None = None
    facts: Statement | None = None
    assessment: Statement | None = None

    @property
    def always_in_time(self) -> bool:
        return self.kind is IncidentKind.DURESS

    def as_command(self, unit: str) -> ReportIncident:
        return ReportIncident(
            report=self.envelope(unit, self.status),
            kind=self.kind,
            priority=self.priority,
            site=self.site,
            visit=self.visit,
            account=self._account(),
        )

    def _account(self) -> Account | None:
        if self.text is None and self.facts is None and self.assessment is None and self.vehicle is None:
            return None
        vehicle = self.vehicle.as_vehicle() if self.vehicle else None
        return Account(self.text, self.facts, self.assessment, vehicle)
