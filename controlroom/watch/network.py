"""What follows from a command of the early-warning network: of its companies, of what they report, and
of what they are told.

Each is decided by its own noun; here it is given what it has to see besides.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from controlroom.errors import Conflict
from controlroom.watch import companies, described, early_warnings, sector_alerts, vehicles
from controlroom.watch.behaviours import tally_of
from controlroom.watch.commands import NetworkCommand
from controlroom.watch.companies import Company, RegisterCompany
from controlroom.watch.described import (
    AssessDescribed,
    Comparison,
    DescribedPerson,
    NotTheSame,
    OfferAgain,
    SamePerson,
    TakeOut,
)
from controlroom.watch.dossiers import new_measure
from controlroom.watch.early_warnings import AssessWarning, EarlyWarning, ReportWarning
from controlroom.watch.events import Event
from controlroom.watch.measures import Basis, ProposeMeasure
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts import (
    ChangeOfSectorAlert,
    DraftSectorAlert,
    Notice,
    ReceiveSectorAlert,
    ReleaseSectorAlert,
    SectorAlert,
    SendBackSectorAlert,
    SubmitSectorAlert,
    WithdrawSectorAlert,
    notice_of,
)
from controlroom.watch.sites import Site
from controlroom.watch.unknown import no_such
from controlroom.watch.vehicles import Source
from controlroom.watch.words import mark
from controlroom.watch.world import World

TAKEN: Final = mark("There is another described person with this name.")


def decide(world: World, command: NetworkCommand, now: datetime) -> Sequence[Event]:
    match command:
        case RegisterCompany(code=code, sites=sites):
            for site in sites:
                world.known(Noun.SITE, site, Site)
            return companies.decide(world.get(Noun.COMPANY, code, Company), command)
        case ReportWarning():
            return _reported(world, command, now)
        case AssessWarning():
            return _assessed(world, command, now)
        case ReceiveSectorAlert(sector_alert=key, company=company):
            notice = world.get(*notice_of(key, company), Notice)
            return sector_alerts.receive(notice, command, now)
        case (
            DraftSectorAlert()
            | SubmitSectorAlert()
            | SendBackSectorAlert()
            | WithdrawSectorAlert()
            | ReleaseSectorAlert()
        ):
            return _alerting(world, command, now)
        case SamePerson() | NotTheSame() | OfferAgain() | TakeOut():
            return _compared(world, command, now)
        case AssessDescribed(described=key):
            return described.assess(world.known(Noun.DESCRIBED, key, DescribedPerson), command)
        case _:
            warning = world.known(Noun.EARLY_WARNING, command.warning, EarlyWarning)
            return early_warnings.decide(warning, command, now)


def _reported(world: World, command: ReportWarning, now: datetime) -> Sequence[Event]:
    """A site of another company is answered as one that does not exist."""
    company = world.known(Noun.COMPANY, command.company, Company)
    if command.site not in company.sites:
        raise no_such(Noun.SITE, command.site)
    level = world.known(Noun.SITE, command.site, Site).threat_level
    known = world.get(Noun.EARLY_WARNING, command.ref, EarlyWarning)
    tally = tally_of(command)
    reported = [replace(one, tally=tally) for one in early_warnings.report(known, command, level, now)]
    return [*reported, *(seen for one in reported for seen in _sighted(world, command, one.at))]


def _sighted(world: World, command: ReportWarning, at: datetime) -> Sequence[Event]:
    """What stands at the gate of a company may stand at another tomorrow."""
    return vehicles.sighted(
        world.secret,
        command.report,
        command.account.vehicle,
        at=at,
        site=command.site,
        source=Source.EARLY_WARNING,
        known_by=command.ref,
        company=command.company,
    )


def _assessed(world: World, command: AssessWarning, now: datetime) -> Sequence[Event]:
    """Where action is needed the measure is proposed with it, or there is neither."""
    warning = world.known(Noun.EARLY_WARNING, command.warning, EarlyWarning)
    assessed: Sequence[Event] = early_warnings.decide(warning, command, now)
    if not assessed or not command.action or command.draft is None:
        return assessed
    draft = replace(command.draft, basis=Basis.REPORT, basis_ref=warning.ref)
    return [*assessed, *new_measure(world, ProposeMeasure(command.measure, draft, command.by), now)]


def _compared(world: World, command: Comparison, now: datetime) -> Sequence[Event]:
    """Each report with all that it is linked to."""
    mine = _linked(world, command.warning)
    theirs = () if isinstance(command, TakeOut) else _linked(world, command.other)
    nobody = not any(one.described for one in (*mine, *theirs))
    if nobody and isinstance(command, SamePerson):
        _must_be_free(world, command.described)
    return described.decide(mine, theirs, command, now)


def _must_be_free(world: World, key: str) -> None:
    if world.get(Noun.DESCRIBED, key, DescribedPerson):
        raise Conflict(TAKEN, field="described")


def _linked(world: World, ref: str) -> Sequence[EarlyWarning]:
    one = world.known(Noun.EARLY_WARNING, ref, EarlyWarning)
    person = world.get(Noun.DESCRIBED, one.described or "", DescribedPerson)
    if person is None:
        return (one,)
    return [world.known(Noun.EARLY_WARNING, each.report, EarlyWarning) for each in person.sightings]


def _alerting(world: World, command: ChangeOfSectorAlert, now: datetime) -> Sequence[Event]:
    """With an alert to a sector the watch knows every company (store/state.py)."""
    if isinstance(command, DraftSectorAlert) and command.basis:
        world.known(Noun.EARLY_WARNING, command.basis, EarlyWarning)
    alert = world.get(Noun.SECTOR_ALERT, command.sector_alert, SectorAlert)
    companies = [thing for thing in world.things.values() if isinstance(thing, Company)]
    return sector_alerts.decide(alert, command, companies, now)
