"""From a report that names a plate to the sighting of a vehicle: one way for all reports."""

import hmac
from datetime import datetime
from typing import Final

from controlroom.watch.early_warnings import ReportWarning
from controlroom.watch.incidents import ReportIncident, Vehicle
from controlroom.watch.patrols import ReportPatrol
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Report
from controlroom.watch.vehicles.events import VehicleSighted
from controlroom.watch.vehicles.pattern import Source
from controlroom.watch.vehicles.plates import country_of, normalised, partial

DIGITS: Final = 32
"""Of the pseudonym: 128 bits, so that no two plates ever share one."""


def pseudonym(secret: bytes, plate: str) -> str:
    """Who does not know the secret cannot try all plates until one fits."""
    return hmac.digest(secret, plate.encode(), "sha256").hex()[:DIGITS]


def short(key: str) -> str:
    """As the room speaks of it, where no plate is shown."""
    return f"VEH-{key[:6].upper()}"


def seen_in(secret: bytes, command: object) -> list[Ref]:
    """The vehicle that a report names, to be known before it is decided on."""
    match command:
        case ReportIncident(report=report, account=account) if account:
            return _ref(secret, report, account.vehicle)
        case ReportWarning(report=report, account=account):
            return _ref(secret, report, account.vehicle)
        case ReportPatrol(report=report, vehicle=vehicle):
            return _ref(secret, report, vehicle)
        case _:
            return []


def _ref(secret: bytes, report: Report, said: Vehicle | None) -> list[Ref]:
    known = _known(report, said)
    return [Ref(Noun.VEHICLE, pseudonym(secret, known.plate))] if known and known.plate else []


def sighted(
    secret: bytes,
    report: Report,
    said: Vehicle | None,
    *,
    at: datetime,
    site: str | None,
    source: Source,
    known_by: str,
    visit: str | None = None,
    company: str | None = None,
) -> list[VehicleSighted]:
    """Nothing, if no plate was named or it was an exercise: only what is actual is a pattern."""
    known = _known(report, said)
    if known is None or known.plate is None:
        return []
    return [
        VehicleSighted(
            pseudonym(secret, known.plate),
            at=at,
            source=source,
            report=known_by,
            unit=report.unit,
            site=site,
            visit=visit,
            company=company,
            partial=partial(known.plate),
            said=known,
        )
    ]


def _known(report: Report, said: Vehicle | None) -> Vehicle | None:
    """With the plate as the watch knows it."""
    plate = normalised(said.plate, said.country) if said and report.actual else None
    if said is None or plate is None:
        return None
    return Vehicle(plate, country_of(said.country), said.make, said.colour)
