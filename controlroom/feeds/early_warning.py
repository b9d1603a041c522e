"""The early-warning feed: the system of a company reports what is suspicious."""

from typing import Annotated

from pydantic import Field

from controlroom.feeds.model import NO_CONTROLS, Code, ReportBody, Statement, Words
from controlroom.feeds.vehicle import VehicleBody
from controlroom.ids import warning_ref
from controlroom.watch.early_warnings import Account, Behaviour, ReportWarning
from controlroom.watch.incidents import Vehicle
from controlroom.watch.reports import Status


class EarlyWarningBody(ReportBody):
    """`facts` are kept apart from the company's own `assessment`; `person` and `object` as they looked."""

    status: Status = Status.ACTUAL
    site: Code
    behaviour: Behaviour
    facts: Annotated[str, Field(min_length=1, max_length=4000, pattern=NO_CONTROLS)]
    assessment: Statement | None = None
    vehicle: VehicleBody | None = None
    person: Words | None = None
    object: Words | None = None

    def as_command(self, unit: str, company: str) -> ReportWarning:
        """`company`: whose system the unit is; a body never names one."""
        car = self.vehicle
        vehicle = Vehicle(car.plate, car.country, car.make, car.colour) if car else None
        return ReportWarning(
            self.envelope(unit, self.status),
            warning_ref(company, str(self.id)),
            company,
            self.site,
            self.behaviour,
            Account(self.facts, self.assessment, vehicle, self.person, self.object),
        )
