"""What a room holds whose pages all have something to show."""

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from controlroom.auth.roles import Role
from controlroom.clock import BRUSSELS
from controlroom.ids import warning_ref
from controlroom.photos.cleaning import cleaned
from controlroom.photos.photo import Photo
from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.contacts import Contact
from controlroom.watch.described import NotTheSame, SamePerson
from controlroom.watch.early_warnings import (
    Account,
    AssessWarning,
    Behaviour,
    CloseWarning,
    GiveFeedback,
    Outcome,
    ReportWarning,
    TriageWarning,
)
from controlroom.watch.gatherings import CancelGathering, EnterGathering, GatheringKind, Theme
from controlroom.watch.incidents import Vehicle
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.measures import (
    ApproveMeasure,
    Basis,
    Checks,
    ContactPerson,
    Decision,
    Draft,
    FixedPost,
    MeasureKind,
    PriorityCalls,
    ProposeChange,
    ProposeMeasure,
    ProvideUrgently,
    Terms,
)
from controlroom.watch.meetings import CallMeeting, GiveOpinion, Invitee, Service
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.persons import Particulars, RegisterPerson
from controlroom.watch.reports import Report
from controlroom.watch.reviews import DecideLine, Line, OpenReview
from controlroom.watch.sector_alerts import MessageType, ReleaseSectorAlert, SubmitSectorAlert, Texts
from controlroom.watch.sites import SetContacts
from controlroom.watch.threat import SetThreatLevel, Source
from controlroom.watch.visits import PlanVisit, Rank, VisitKind
from tests.integration import test_handover as handover
from tests.integration.a_company import two_companies
from tests.integration.a_watch import Watch, check, incident, movement
from tests.integration.an_officer import PASSWORD, Officer, staff_of
from tests.integration.roles.callers import Gate
from tests.unit.photos.made import jpeg
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, drafted

SOON_S = 20
SUMMIT = "Summit of the Seven"


async def furnish(gate: Gate, stack: AsyncExitStack) -> None:
    watch = gate.watch
    staff = await stack.enter_async_context(staff_of(watch))
    anna, bert = await staff.signs_in("anna", Role.SHIFT_LEADER), await staff.signs_in("bert")
    await _hand_over(watch, bert, anna)
    await _reports(watch)
    line = {"text": "The gate of EU-JL is open", "key": str(uuid4()), "back": "/log"}
    await anna.browser.post("/log", data=line)
    worked_on, closed, _ = [await staff.serious(priority) for priority in (1, 2, 2)]
    for path, fields in (
        ("acknowledgement", {"seen": 1}),
        ("investigation", {}),
        ("steps/call", {"answer": "danger"}),
        ("notes", {"text": "Two men ran towards the park"}),
    ):
        await anna.does(worked_on, path, **fields)
    await anna.does(closed, "closing", seen=1, disposition="true", text="It was real")
    shelved = await _a_missed_check(watch)
    version = await staff.version(shelved)
    await anna.does(shelved, "shelf", seen=version, until="60", reason="Works on the road")
    until = f"{datetime.now(BRUSSELS) + timedelta(hours=2):%Y-%m-%dT%H:%M}"
    await a_summit(watch)
    await _files(watch)
    await _a_raise(watch)
    await _a_gathering(watch)
    await _rhythms(gate)
    await _measures(watch)
    await _network(gate)
    resting = {"ref": "post:EU-07", "reason": "Rebuilt", "until": until}
    await anna.browser.post("/out-of-service", data=resting)


async def _hand_over(watch: Watch, outgoing: Officer, incoming: Officer) -> None:
    """A shift that is over, signed by both, and one that is on."""
    await handover.roster(watch, outgoing.name, incoming.name)
    await handover.did(outgoing, "preparation")
    await handover.did(incoming, "incoming")
    await handover.ticks_all(incoming, decision="take_over")
    for officer in (incoming, outgoing):
        await handover.did(officer, "signature", password=PASSWORD)


async def _reports(watch: Watch) -> None:
    await watch.report("/feeds/incidents", incident(text="Grey van", kind="suspicious_vehicle"))
    for plate, site in (("1-ABO-123", "EU-JL"), ("1-ABO-123", "BRU"), ("1-AB0-123", "BRU")):
        car = {"plate": plate, "country": "BE", "make": "VW Golf", "colour": "grey"}
        await watch.report("/feeds/incidents", incident(site=site, vehicle=car))
    await watch.report("/feeds/incidents", incident(kind="duress", priority=1), token=watch.other_token)
    await watch.report("/feeds/visits", movement())
    await watch.report("/feeds/patrol-checks", check(outcome="nothing"))
    await watch.report("/feeds/incidents", incident(site="NOWHERE"))
    await watch.post("/feeds/incidents", json.dumps({"id": "no"}))


async def _a_raise(watch: Watch) -> None:
    """Of a site, which asks for a decision; with a level for later, and one of a person's country."""
    now = datetime.now(UTC)
    kinds = (MeasureKind.PATROLS, MeasureKind.FIXED_POST)
    for command in (
        SetBaseline(4, FileKind.EU, kinds, "anna"),
        _level("BE", 2),
        _level("site:EU-JL", 4, valid_to=now + timedelta(days=3)),
        _level("site:EU-JL", 2, valid_from=now + timedelta(days=4)),
    ):
        await watch.app.state.desk.do(command, "anna")


async def _network(gate: Gate) -> None:
    """Two companies. One report has a photo and is answered, one has just come in."""
    await two_companies(gate.watch)
    who, desk = gate.names[Role.COMPANY.value], gate.watch.app.state.desk
    photo = Photo(*cleaned(jpeg()))
    seen = Account(
        "A grey van stopped at the gate", "They count", Vehicle("1-ABC-123", "BE"), "Rode jas, baard",
        photos=(photo.digest,),
    )  # fmt: skip
    first, second = (Report(str(uuid4()), who, datetime.now(UTC)) for _ in range(2))
    ref = warning_ref("NLE", first.id)
    await gate.watch.app.state.album.keep(ref, who, [photo])
    for command in (
        ReportWarning(first, ref, "NLE", "NLE-1", Behaviour.OBSERVATION, seen),
        TriageWarning(ref, "anna"),
        AssessWarning(ref, action=False, text="The driver is known", by="anna"),
        GiveFeedback(ref, "It was a supplier who waited. Thank you.", "anna"),
        CloseWarning(ref, Outcome.EXPLAINED, "anna"),
        ReportWarning(
            second, warning_ref("NLE", second.id), "NLE", "NLE-2", Behaviour.PROBING, replace(seen, photos=())
        ),
    ):
        await desk.do(command, "anna")
    await _described(gate, ref, warning_ref("NLE", second.id))
    await _sector_alerts(gate.watch)


async def _described(gate: Gate, ref: str, other: str) -> None:
    """Two reports are of one person, one is not, and one may be."""
    who, desk = gate.names[Role.COMPANY.value], gate.watch.app.state.desk
    seen = Account("A grey van stopped at the gate", person="Rode jas, bril")
    more = [Report(str(uuid4()), who, datetime.now(UTC)) for _ in range(2)]
    refs = [warning_ref("NLE", report.id) for report in more]
    for report, made in zip(more, refs, strict=True):
        await desk.do(ReportWarning(report, made, "NLE", "NLE-1", Behaviour.OBSERVATION, seen), who)
    await desk.do(SamePerson(ref, other, "DP-AB23CD", "anna", "The same scar"), "anna")
    await desk.do(NotTheSame(refs[0], other, "anna", "Another nose"), "anna")
    await desk.do(NotTheSame(refs[0], refs[1], "anna", "Another nose"), "anna")


async def _sector_alerts(watch: Watch) -> None:
    """One is in force with an update that waits for release, one is half-written."""
    desk, now = watch.app.state.desk, datetime.now(UTC)
    content = replace(CONTENT, expires_at=now + timedelta(days=2))
    first = drafted(content=content, exercise=True)
    version = await desk.do(first, "anna")
    await desk.do(SubmitSectorAlert(SA, "anna", version), "anna")
    await desk.do(ReleaseSectorAlert(SA, "bert", version, SENDER, ("NLE",)), "bert")
    version = await desk.do(replace(first, msg_type=MessageType.UPDATE), "anna")
    await desk.do(SubmitSectorAlert(SA, "anna", version), "anna")
    await desk.do(replace(first, sector_alert="SA-0000DRFT", texts=Texts()), "anna")


async def _measures(watch: Watch) -> None:
    """One in force with a change that waits, one proposed, one provided urgently."""
    now = datetime.now(UTC)
    contact = ContactPerson("Anna Peeters", "+32 2 555 01 02", "Bert Maes", "+32 2 555 01 03")
    in_force = _draft(contact, now, days=3)
    post = _draft(FixedPost("EU-09", 2, 240, units=("EU-07B",), name="Gate 3"), now)
    decided = ApproveMeasure("M-1", 1, "Brussels", "EU-1", now.astimezone(BRUSSELS).date(), "bert")
    longer = ProposeChange(
        "M-1", Decision.EXTEND, "anna", "Grey van", valid_to=now + timedelta(days=90), review_on=now.date()
    )
    for command in (
        ProposeMeasure("M-1", in_force, "anna"),
        decided,
        longer,
        ProposeMeasure("M-2", post, "anna"),
        ProvideUrgently("M-3", _draft(Checks(("vehicles",), "Brussels"), now), "anna"),
    ):
        await watch.app.state.desk.do(command, command.by)


def _draft(terms: Terms, now: datetime, days: int = 30) -> Draft:
    file, ends = "site:EU-JL", now + timedelta(days=days)
    return Draft(file, "Brussels", Basis.ANALYSIS, terms, now, ends, now.date(), "Grey van", "EU-1")


def _level(
    scope: str, level: int, valid_from: datetime | None = None, valid_to: datetime | None = None
) -> SetThreatLevel:
    why = "Calls on the internet that name the address"
    return SetThreatLevel(scope, level, "anna", valid_from, valid_to, Source.CUTA, why)


async def _a_gathering(watch: Watch) -> None:
    now = datetime.now(UTC)
    march = EnterGathering(
        "G-1",
        "March of the unions",
        GatheringKind.MANIFESTATION,
        Theme.PUBLIC_ORDER,
        "Schuman roundabout",
        50.8425,
        4.3825,
        now,
        now + timedelta(hours=3),
        25_000,
        "Three unions",
        "anna",
    )
    gone = replace(march, id="G-2", title="Sit-in of the students")
    await watch.app.state.desk.do_all([march, gone, CancelGathering("G-2", "anna", "Storm")], "anna")


async def _rhythms(gate: Gate) -> None:
    """A review with one line decided and one not, and a meeting to which a partner is invited."""
    now, desk = datetime.now(UTC), gate.watch.app.state.desk
    month = f"{now.astimezone(BRUSSELS):%Y-%m}"
    lines = []
    for key, terms in (("M-REV1", FixedPost("EU-JL-R", 2, 240)), ("M-REV2", PriorityCalls("112", "CIC"))):
        until = now + timedelta(days=30)
        draft = Draft("site:EU-JL", "local police", Basis.ANALYSIS, terms, now, until, None, "threats")
        await desk.do(ProposeMeasure(key, draft, "anna"), "anna")
        await desk.do(ApproveMeasure(key, 1, "Minister", "BI/1", now.date(), "bert"), "bert")
        lines.append(Line(key, draft.file, MeasureKind(terms.kind), 1, until, 3, 12, 2, 1))
    await desk.do(OpenReview(month, "anna", tuple(lines)), "anna")
    await desk.do(DecideLine(month, "M-REV1", Decision.MAINTAIN, "anna", "No finding."), "anna")
    partner = gate.names[Role.PARTNER.value]
    invited = (Invitee(partner, Service.CUTA), Invitee("anna", Service.CENTRE))
    called = CallMeeting("K-1", "site:EU-JL", now, "Room 4", invited, "anna", "Two calls name the address.")
    await desk.do(called, "anna")
    await desk.do(GiveOpinion("K-1", "Level 3 stays.", partner), partner)
    await desk.do(GiveOpinion("K-1", "Level 2 will do.", partner), partner)


async def a_summit(watch: Watch) -> None:
    """Two delegations of one event: one is to come in an hour, one drives between its venues."""
    now = datetime.now(UTC)
    for number, (name, begins) in enumerate((("LYNX", 60), ("OTTER", -20)), start=1):
        starts = now + timedelta(minutes=begins)
        there = PlannedLeg(1, "BRU", "EU-JL", starts, starts + timedelta(minutes=30), ("EU-07B",), 4)
        back = replace(there, number=2, origin="EU-JL", destination="BRU")
        back = replace(
            back, planned_start=starts + timedelta(hours=3), planned_end=starts + timedelta(hours=4)
        )
        plan = PlanVisit(
            f"S-{number}",
            name,
            Rank.A,
            VisitKind.SUMMIT,
            name,
            starts,
            starts + timedelta(hours=5),
            2,
            SUMMIT,
            (there, back),
        )
        await watch.app.state.desk.do(plan, "setup")


async def _a_missed_check(watch: Watch) -> int:
    """At a site of level 2, so that it may be shelved."""
    over = datetime.now(UTC) - timedelta(minutes=30)
    plan = PlanPatrolCheck("C-late", "BRU", over - timedelta(minutes=20), over)
    await watch.app.state.desk.do(plan, "setup")
    for _ in range(SOON_S * 10):
        if found := await watch.ask("SELECT id FROM alert WHERE rule = 'patrol.missed'"):
            return int(found[0][0])
        await asyncio.sleep(0.1)
    raise AssertionError("the tick did not see that a check was missed")


async def _files(watch: Watch) -> None:
    """Somebody who is protected, and who answers for an institution."""
    she = Particulars(
        "OSPREY", Rank.A, in_office=True, name="Anna Peeters", country="FI", institution="EU-JL"
    )
    await watch.app.state.desk.do(RegisterPerson("P-0001", "setup", she), "setup")
    people = (Contact("Bert Maes", "", "02 555 01 23", "08:00", "20:00"),)
    await watch.app.state.desk.do(SetContacts("EU-JL", "setup", people), "setup")
