"""A room with a visit and a site that one duty officer reads, and a needle in every text field of both."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from controlroom.errors import Refused
from controlroom.watch.alerts import Assign, Note, Shelve
from controlroom.watch.companies import RegisterCompany, Sector
from controlroom.watch.described import AssessDescribed, SamePerson
from controlroom.watch.early_warnings import Account, Behaviour, ReportWarning
from controlroom.watch.files import RestrictFile
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.log import WriteEntry
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.posts import OpenPost
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Report
from controlroom.watch.sites import RegisterSite, SiteKind
from controlroom.watch.vehicles import Verdict
from controlroom.watch.visits import PlanVisit, Rank, VisitKind
from tests.integration.a_watch import check, incident, movement
from tests.integration.roles.callers import Gate
from tests.integration.secrets.the_files import PERSON, THEIR_VISIT, the_files

NEEDLE = "nadel"
SITE, VISIT, POST = "SAFE-1", "V-7", "SAFE-P"
READER = "duty-officer"
DESCRIBED, DESCRIBED_IN = "DP-AB23CD", ("EW-00000001", "EW-00000002")


@dataclass
class Needles:
    """Each planted text is another, so that a leak says from which field it comes."""

    planted: list[str] = field(default_factory=list)

    def __call__(self, where: str) -> str:
        self.planted.append(f"{NEEDLE}-{where}")
        return self.planted[-1]

    def in_(self, text: str) -> list[str]:
        return [one for one in self.planted if one in text]


async def plant(gate: Gate) -> Needles:
    needles, desk = Needles(), gate.watch.app.state.desk
    for outcome in await desk.do_all(_the_place(needles, datetime.now(UTC)), "setup"):
        assert not isinstance(outcome, Refused), outcome
    await _files(gate, needles)
    await _reports(gate, needles)
    await _described(gate, needles)
    await _alerts(gate, needles)
    for about in (Ref(Noun.VISIT, VISIT), Ref(Noun.SITE, SITE), Ref(Noun.POST, POST)):
        await desk.do(WriteEntry(needles(f"line-{about.noun}"), READER, (str(about),)), READER)
    for about in (Ref(Noun.VISIT, VISIT), Ref(Noun.SITE, SITE), Ref(Noun.PERSON, PERSON)):
        await desk.do(RestrictFile(about, READER, needles(f"reason-{about.noun}")), READER)
    their = Ref(Noun.VISIT, THEIR_VISIT)
    await desk.do(RestrictFile(their, READER, needles("their-reason")), READER)
    return needles


def _the_place(needles: Needles, now: datetime) -> list[Any]:
    """A leg that is late by now, a post that nobody relieves, a check that is due."""
    long_ago, soon, later = now - timedelta(hours=2), now + timedelta(minutes=30), now + timedelta(hours=3)
    units = ("EU-07A", "EU-07B")
    where = (needles("address"), needles("municipality"), 50.111, 4.222)
    legs = (
        PlannedLeg(1, "BRU", SITE, long_ago, now - timedelta(hours=1), units, 3),
        PlannedLeg(2, SITE, "EU-JL", soon, later, units, 3),
    )
    return [
        RegisterSite(SITE, needles("site-name"), SiteKind.RESIDENCE, *where, 4, short=needles("short")[:14]),
        OpenPost(POST, SITE, needles("post-name"), 2, 240, 60, units, "EU-07A", later),
        PlanPatrolCheck("C-7", SITE, now - timedelta(minutes=5), soon, "EU-07A", needles("checkpoint")),
        PlanVisit(
            VISIT, "RAVEN", Rank.A, VisitKind.PRIVATE, needles("delegation"), long_ago, later, 4,
            needles("event"), legs,
        ),
    ]  # fmt: skip


async def _files(gate: Gate, needles: Needles) -> None:
    """Each after the one before, as people do it."""
    now, desk = datetime.now(UTC), gate.watch.app.state.desk
    ((begins, ends),) = await gate.watch.ask(f"SELECT starts_at, ends_at FROM visit WHERE code = '{VISIT}'")
    for command in the_files(needles, SITE, VISIT, READER, (begins, ends), now):
        await desk.do(command, READER)


async def _reports(gate: Gate, needles: Needles) -> None:
    vehicle = {"plate": needles("plate"), "make": needles("make"), "colour": needles("colour")}
    said = {"facts": needles("facts"), "assessment": needles("assessment"), "vehicle": vehicle}
    for number, where in enumerate(({"site": SITE}, {"visit": VISIT, "site": "EU-JL"})):
        report = incident(priority=1 + number, text=needles(f"text-{number}"), **said, **where)
        answer = await gate.watch.report("/feeds/incidents", report)
        assert answer.status_code == 201, answer.text
    moved = movement(visit=VISIT, leg=1, text=needles("leg-text"))
    assert (await gate.watch.report("/feeds/visits", moved)).status_code == 201
    found = check(site=SITE, kind="finding", text=needles("check-text"))
    assert (await gate.watch.report("/feeds/patrol-checks", found)).status_code == 201
    unusable = incident(site=SITE, kind="no such kind", text=needles("quarantine"))
    assert (await gate.watch.report("/feeds/incidents", unusable)).status_code == 422


async def _described(gate: Gate, needles: Needles) -> None:
    """Somebody was seen at the site and at another, by a company that nobody in this room is of."""
    desk, now = gate.watch.app.state.desk, datetime.now(UTC)
    said = [Account("he looked in", person=f"red jacket, beard {needles('described')}")]
    said.append(Account("he looked in", person="red jacket, beard"))
    sites = (SITE, "EU-JL")
    reported = [
        ReportWarning(Report(str(uuid4()), "ndl", now), ref, "NDL", site, Behaviour.OBSERVATION, account)
        for ref, site, account in zip(DESCRIBED_IN, sites, said, strict=True)
    ]
    why, verdict = needles("same-person"), needles("described-verdict")
    for command in (
        RegisterCompany("NDL", "A company", Sector.ENERGY, sites),
        *reported,
        SamePerson(DESCRIBED_IN[1], DESCRIBED_IN[0], DESCRIBED, READER, why),
        AssessDescribed(DESCRIBED, READER, Verdict.UNDER_INVESTIGATION, verdict, 2),
    ):
        await desk.do(command, READER)


async def _alerts(gate: Gate, needles: Needles) -> None:
    """About all but the report that everybody may read."""
    desk = gate.watch.app.state.desk
    for number, priority, version in await gate.watch.ask(
        "SELECT id, priority, version FROM alert WHERE object <> $1 ORDER BY id",
        f"early_warning:{DESCRIBED_IN[1]}",
    ):
        if priority >= 3:
            until = datetime.now(UTC) + timedelta(hours=1)
            await desk.do(Shelve(number, READER, version, until, needles(f"shelf-{number}")), READER)
        else:
            await desk.do(Assign(number, READER, READER, version), READER)
        await desk.do(Note(number, READER, needles(f"note-{number}")), READER)
