"""An alert to the companies of a sector (R35): four eyes, four languages, a receipt of each recipient."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from controlroom.errors import Forbidden, Refused, Stale, Unknown
from controlroom.ids import sector_alert_ref
from controlroom.watch.companies import Region, RegisterCompany, Sector
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from controlroom.watch.sector_alerts import (
    HOLDS_AT_MOST,
    How,
    MessageType,
    ReceiveSectorAlert,
    ReleaseSectorAlert,
    SectorAlertReleased,
    SectorAlertState,
    SectorAlertStayedUnreceived,
    SendBackSectorAlert,
    SubmitSectorAlert,
    Texts,
    WithdrawSectorAlert,
    Words,
)
from tests.unit.watch.a_sector_alert import (
    CONTENT,
    SA,
    SENDER,
    TEXTS,
    alert_of,
    confirmed,
    drafted,
    in_force,
    notice,
    out,
    released,
    submitted,
    the_network,
    version,
)
from tests.unit.watch.a_warning import REF, SITES, warning_word
from tests.unit.watch.room import NOON, Room, folded

UPDATE, CANCEL = MessageType.UPDATE, MessageType.CANCEL
NOT_RECEIVED = "sector_alert.not_received"


@pytest.fixture
def room() -> Room:
    return Room.of(*the_network(), drafted())


def last_release(room: Room) -> SectorAlertReleased:
    said = [one.event for one in room.history if isinstance(one.event, SectorAlertReleased)]
    return said[-1]


def reminded(room: Room) -> list[tuple[int, str]]:
    events = (one.event for one in room.history)
    return [(one.number, one.company) for one in events if isinstance(one, SectorAlertStayedUnreceived)]


def test_an_alert_is_drafted_once_however_often_the_form_is_sent(room: Room) -> None:
    assert room.do(drafted()) is None
    assert (alert_of(room).state, alert_of(room).texts) == (SectorAlertState.DRAFT, TEXTS)
    with pytest.raises(Refused, match="this number already"):
        room.do(drafted(texts=Texts(), by="bert"))
    assert len({sector_alert_ref() for _ in range(9)}) == 9


def test_a_draft_may_be_half_written_but_is_submitted_whole() -> None:
    room = Room.of(*the_network(), drafted(content=replace(CONTENT, sectors=()), texts=Texts()))
    with pytest.raises(Refused) as refused:
        submitted(room)
    assert refused.value.field == "sectors"
    room.do(drafted(texts=replace(TEXTS, de=replace(TEXTS.de, instruction=" ")), seen=version(room)))
    with pytest.raises(Refused, match="all four languages") as refused:
        submitted(room)
    assert refused.value.field == "instruction_de"
    room.do(drafted(seen=version(room)))
    submitted(room)
    assert alert_of(room).state is SectorAlertState.SUBMITTED
    with pytest.raises(Refused, match="submitted already"):
        submitted(room)


@pytest.mark.parametrize(
    ("ends", "why"), [(timedelta(), "still to come"), (HOLDS_AT_MOST + timedelta(minutes=1), "14 days")]
)
def test_an_alert_holds_for_some_days_at_most(room: Room, ends: timedelta, why: str) -> None:
    room.do(drafted(content=replace(CONTENT, expires_at=NOON + ends), seen=version(room)))
    with pytest.raises(Refused, match=why):
        submitted(room)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Words(headline="x" * 161), "headline_fr"),
        (Words(headline="two\nlines"), "headline_fr"),
        (Words(description="x" * 4001), "description_fr"),
        (Words(instruction="a bell \x07"), "instruction_fr"),
        (Words(instruction="no character \ufffe"), "instruction_fr"),
        (Words(instruction="half \ud800"), "instruction_fr"),
    ],
)
def test_what_no_message_can_hold_is_refused_by_its_field(room: Room, said: Words, field: str) -> None:
    with pytest.raises(Refused) as refused:
        room.do(drafted(texts=replace(TEXTS, fr=said), seen=version(room)))
    assert refused.value.field == field


def test_french_has_its_narrow_blanks_and_lines_end_in_one_way(room: Room) -> None:
    said = Words("Alerte\u202f: porte\u00a0?", "une\r\ndeux\rtrois", "\tAppelez ")
    room.do(drafted(texts=replace(TEXTS, fr=said), seen=version(room)))
    texts = alert_of(room).texts
    assert texts
    assert texts.fr == Words("Alerte\u202f: porte\u00a0?", "une\ndeux\ntrois", "Appelez")


def test_who_wrote_or_submitted_it_does_not_release_it(room: Room) -> None:
    room.do(drafted(by="carl", texts=replace(TEXTS, en=TEXTS.nl), seen=version(room)))
    submitted(room, "dora")
    for name in ("anna", "carl", "dora"):
        with pytest.raises(Forbidden, match="Somebody else"):
            released(room, name)
        with pytest.raises(Forbidden, match="Somebody else"):
            room.do(SendBackSectorAlert(SA, name, version(room), "unclear"))
    again = ReleaseSectorAlert(SA, "bert", version(room), SENDER, ("NLE", "WND"))
    assert released(room)
    assert last_release(room).authors == ("anna", "carl", "dora")
    assert room.do(again) is None


def test_what_is_not_submitted_or_was_changed_since_is_not_released(room: Room) -> None:
    with pytest.raises(Refused, match="not submitted"):
        released(room)
    submitted(room)
    room.do(drafted(texts=replace(TEXTS, en=TEXTS.nl), seen=version(room)))
    with pytest.raises(Refused, match="not submitted"):
        released(room)
    with pytest.raises(Stale, match="meanwhile"):
        room.do(SubmitSectorAlert(SA, "anna", version(room) - 1))
    with pytest.raises(Stale, match="meanwhile"):
        room.do(drafted(seen=version(room) - 1))


def test_whoever_took_back_what_was_submitted_does_not_release_it_either(room: Room) -> None:
    submitted(room, "bert")
    room.do(drafted(texts=replace(TEXTS, en=TEXTS.nl), seen=version(room)))
    submitted(room)
    with pytest.raises(Forbidden):
        released(room, "bert")


def test_a_second_person_sends_it_back_with_a_reason(room: Room) -> None:
    submitted(room)
    with pytest.raises(Refused, match="why it comes back"):
        room.do(SendBackSectorAlert(SA, "bert", version(room), " "))
    number = room.do(SendBackSectorAlert(SA, "bert", version(room), "the plate is missing"))
    proposal = alert_of(room).proposal
    assert alert_of(room).state is SectorAlertState.DRAFT
    assert proposal
    assert (proposal.sent_back_by, proposal.refused, proposal.submitted) == ("bert", number, False)
    submitted(room)
    released(room)
    assert alert_of(room).in_force


def test_a_released_alert_goes_to_the_companies_of_its_sectors(room: Room) -> None:
    submitted(room)
    number = released(room)
    it, said = alert_of(room), last_release(room)
    assert (it.state, it.proposal, it.texts) == (SectorAlertState.RELEASED, None, None)
    assert (said.number, said.msg_type, said.identifier) == (1, MessageType.ALERT, f"{SA}-1")
    assert (said.sender, said.sent, said.references, said.texts) == (SENDER, NOON, (), TEXTS)
    assert said.recipients == ("NLE", "WND")
    assert it.newest
    assert it.newest.seq == number
    assert [notice(room, code).unconfirmed for code in said.recipients] == [True, True]
    assert Ref(Noun.NOTICE, f"{SA}/HBS") not in room.world.things


@pytest.mark.parametrize(
    ("regions", "to"),
    [((), ("NLE", "WND")), ((Region.ANTWERP,), ("NLE", "WND")), ((Region.LIEGE,), ("NLE",))],
)
def test_a_company_that_names_no_region_works_everywhere(
    regions: tuple[Region, ...], to: tuple[str, ...]
) -> None:
    room = Room.of(*the_network(), drafted(content=replace(CONTENT, regions=regions)))
    submitted(room)
    released(room, to=to)
    assert last_release(room).recipients == to


def test_it_goes_to_nobody_but_those_who_were_shown(room: Room) -> None:
    submitted(room)
    with pytest.raises(Stale, match="other companies"):
        released(room, to=("NLE",))
    room.do(RegisterCompany("NEW", "New", Sector.ENERGY, SITES))
    with pytest.raises(Stale, match="other companies"):
        released(room)
    released(room, to=("NEW", "NLE", "WND"))
    assert alert_of(room).told == ("NEW", "NLE", "WND")


def test_an_alert_for_nobody_is_not_released() -> None:
    room = Room.of(*the_network(), drafted(content=replace(CONTENT, sectors=(Sector.WATER,))))
    submitted(room)
    with pytest.raises(Refused, match="nobody would be told"):
        released(room, to=())


def test_a_company_confirms_what_was_sent_to_it_and_nothing_else() -> None:
    room = in_force()
    for company, number in (("HBS", 1), ("NLE", 2)):
        with pytest.raises(Unknown, match="there is no sector alert"):
            room.do(ReceiveSectorAlert(SA, company, number, "x", How.FEED))
    assert confirmed(room)
    assert confirmed(room) is None
    receipt = notice(room).receipt_of(1)
    assert receipt
    assert (receipt.by, receipt.at, receipt.how) == ("noordlicht", NOON, How.PAGE)
    assert not notice(room).unconfirmed


def test_who_does_not_confirm_within_half_an_hour_is_reminded_once() -> None:
    room = in_force()
    confirmed(room, company="WND")
    room.at(29)
    assert reminded(room) == []
    room.at(31)
    assert reminded(room) == [(1, "NLE")]
    assert [(one.object, one.priority) for one in room.open_alerts] == [(f"notice:{SA}/NLE", 4)]
    room.at(600)
    assert reminded(room) == [(1, "NLE")]
    confirmed(room)
    assert NOT_RECEIVED not in [rule for rule, _ in room.shown]


def test_an_update_is_confirmed_anew_and_names_every_message_before_it() -> None:
    room = in_force()
    confirmed(room)
    room.at(60, drafted(msg_type=UPDATE))
    assert alert_of(room).in_force
    submitted(room)
    released(room)
    said = last_release(room)
    assert (said.msg_type, said.identifier) == (UPDATE, f"{SA}-2")
    assert [one.identifier for one in said.references] == [f"{SA}-1"]
    assert notice(room).unconfirmed
    room.at(91)
    assert (2, "NLE") in reminded(room)
    confirmed(room)
    assert notice(room).unconfirmed
    confirmed(room, 2)
    assert not notice(room).unconfirmed


def test_an_update_for_fewer_is_told_to_whoever_had_the_alert() -> None:
    room = in_force()
    room.do(drafted(msg_type=UPDATE, content=replace(CONTENT, regions=(Region.LIEGE,))))
    submitted(room)
    released(room)
    assert last_release(room).recipients == ("NLE", "WND")


def test_a_cancellation_ends_it_for_everybody_and_nobody_waits_any_more() -> None:
    room = in_force()
    room.at(31)
    room.do(drafted(msg_type=CANCEL))
    submitted(room)
    released(room)
    it = alert_of(room)
    assert (it.state, it.over_by) == (SectorAlertState.CANCELLED, "bert")
    assert not any(notice(room, code).unconfirmed for code in ("NLE", "WND"))
    assert NOT_RECEIVED not in [rule for rule, _ in room.shown]
    room.at(3000)
    assert it.state is SectorAlertState.CANCELLED
    assert confirmed(room, 2)


def test_it_expires_by_the_clock_and_what_was_being_written_with_it() -> None:
    room = in_force()
    room.at(31)
    room.do(drafted(msg_type=UPDATE))
    room.at(24 * 60)
    it = alert_of(room)
    assert (it.state, it.proposal, it.over_at) == (SectorAlertState.EXPIRED, None, CONTENT.expires_at)
    assert NOT_RECEIVED not in [rule for rule, _ in room.shown]
    with pytest.raises(Refused, match="is over"):
        room.do(drafted(msg_type=UPDATE))
    with pytest.raises(Refused, match="is over"):
        submitted(room)


def test_an_update_may_make_it_last_longer() -> None:
    room = in_force()
    longer = replace(CONTENT, expires_at=NOON + timedelta(hours=48))
    room.do(drafted(msg_type=UPDATE, content=longer))
    submitted(room)
    released(room)
    room.at(24 * 60)
    assert alert_of(room).in_force
    room.at(48 * 60)
    assert alert_of(room).over


def test_the_first_message_is_an_alert_and_one_message_is_written_at_a_time(room: Room) -> None:
    for msg_type in (UPDATE, CANCEL):
        with pytest.raises(Refused, match="first message"):
            Room.of(*the_network()).do(drafted(msg_type=msg_type))
    submitted(room)
    released(room)
    with pytest.raises(Refused, match="first message"):
        room.do(drafted())
    room.do(drafted(msg_type=UPDATE))
    with pytest.raises(Refused, match="Another message"):
        room.do(drafted(msg_type=CANCEL))
    with pytest.raises(Stale, match="meanwhile"):
        room.do(drafted(msg_type=UPDATE, texts=Texts()))


def test_an_update_follows_the_message_that_its_author_read() -> None:
    room = in_force()
    with pytest.raises(Stale, match="went out meanwhile"):
        room.do(drafted(msg_type=UPDATE, follows=2))
    room.do(drafted(msg_type=UPDATE, follows=1))


def test_a_draft_is_withdrawn_and_an_alert_in_force_stays_so(room: Room) -> None:
    room.do(WithdrawSectorAlert(SA, "anna", version(room)))
    assert alert_of(room).state is SectorAlertState.WITHDRAWN
    room = in_force()
    with pytest.raises(Refused, match="Nothing is being written"):
        room.do(WithdrawSectorAlert(SA, "anna", 1))
    room.do(drafted(msg_type=CANCEL))
    room.do(WithdrawSectorAlert(SA, "anna", version(room)))
    assert (alert_of(room).in_force, alert_of(room).proposal) == (True, None)


def test_what_somebody_wrote_meanwhile_is_not_withdrawn_unseen(room: Room) -> None:
    seen = version(room)
    room.do(drafted(by="bert", texts=replace(TEXTS, en=TEXTS.nl), seen=seen))
    with pytest.raises(Stale, match="meanwhile"):
        room.do(WithdrawSectorAlert(SA, "anna", seen))
    texts = alert_of(room).texts
    assert texts
    assert texts.en == TEXTS.nl
    room.do(WithdrawSectorAlert(SA, "anna", version(room)))
    assert alert_of(room).state is SectorAlertState.WITHDRAWN


def test_an_exercise_is_one_to_its_end() -> None:
    room = in_force(exercise=True)
    room.do(drafted(msg_type=UPDATE, exercise=False))
    submitted(room)
    released(room)
    assert last_release(room).exercise
    room.at(31)
    assert {alert.status for alert in room.open_alerts} == {Status.EXERCISE}


def test_it_may_have_an_early_warning_as_its_basis_that_exists() -> None:
    room = Room.of(*the_network(), warning_word())
    with pytest.raises(Unknown, match="there is no early warning"):
        room.do(drafted(basis="EW-00000000"))
    out(room, basis=REF)
    assert last_release(room).basis == REF


@pytest.mark.parametrize("what", [SubmitSectorAlert(SA, "x", 1), WithdrawSectorAlert(SA, "x", 1)])
def test_what_nobody_wrote_does_not_exist(what: Any) -> None:
    with pytest.raises(Unknown, match=f"there is no sector alert '{SA}'"):
        Room.of(*the_network()).do(what)


def test_its_story_folds_to_the_same(room: Room) -> None:
    submitted(room)
    released(room)
    room.at(31)
    confirmed(room)
    again = folded(room.history)
    assert again.things == {ref: thing for ref, thing in room.world.things.items() if thing is not None}
