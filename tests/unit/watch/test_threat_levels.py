"""Threat levels: what stands, until when, what comes back, and what a raise asks of people."""

from datetime import UTC, datetime

import pytest

from controlroom.errors import Refused, Unknown
from controlroom.store.codec import decode_event
from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.commands import Command
from controlroom.watch.measures import FixedPost, MeasureKind
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.refs import Noun
from controlroom.watch.sites import RegisterSite, SiteKind
from controlroom.watch.threat import (
    Answer,
    Decided,
    DecideGaps,
    DropComingLevel,
    SetThreatLevel,
    Source,
    Threat,
    ThreatLevelSet,
)
from tests.unit.watch.a_measure import approval, draft, proposed, provided
from tests.unit.watch.room import Room, folded, noon, plan_check, site_word, the_visit

POST, ROUNDS = MeasureKind.FIXED_POST, MeasureKind.PATROLS
USUAL = SetBaseline(3, FileKind.EU, (POST, ROUNDS), "carl")
SITE = "site:EU-JL"


def level(scope: str, to: int, **more: object) -> SetThreatLevel:
    return SetThreatLevel(scope, to, "anna", reason="as CUTA says", **more)  # type: ignore[arg-type]


def threat(room: Room, scope: str = SITE) -> Threat:
    return room.world.known(Noun.THREAT, scope, Threat)


def refused(room: Room, command: object, why: str) -> None:
    written = len(room.history)
    with pytest.raises(Refused, match=why):
        room.do(command, actor="anna")  # type: ignore[arg-type]
    assert len(room.history) == written


def test_a_journal_of_before_levels_had_an_end_is_read_as_ever() -> None:
    event = decode_event("threat.level_set", '{"scope":"BE","level":3}', None)
    assert event == ThreatLevelSet("BE", 3)


def test_the_level_of_a_site_is_that_by_which_its_rules_go() -> None:
    room = Room.of(level(SITE, 3), plan_check(1, 10, 30))
    assert room.site().threat_level == 3
    room.at(60)
    assert room.shown == [("patrol.missed", 2)]


def test_a_level_falls_back_to_what_stood_before_when_its_validity_passes() -> None:
    room = Room.of(level(SITE, 4, valid_to=noon(60)))
    room.at(59)
    assert (threat(room).level, room.site().threat_level) == (4, 4)
    room.at(60)
    assert (threat(room).level, room.site().threat_level) == (2, 2)


def test_a_short_level_within_a_long_one_falls_back_to_the_long_one() -> None:
    room = Room.of(level(SITE, 3, valid_to=noon(120)), level(SITE, 4, valid_to=noon(60)))
    room.at(60)
    assert (threat(room).level, threat(room).until) == (3, noon(120))
    room.at(120)
    assert threat(room).level == 2


def test_what_ends_before_the_new_level_does_comes_back_no_more() -> None:
    room = Room.of(level(SITE, 4, valid_to=noon(60)), level(SITE, 3, valid_to=noon(120)))
    assert [one.level for one in threat(room).before] == [2]


def test_a_level_without_an_end_stands_until_another_is_set() -> None:
    room = Room.of(level(SITE, 4, valid_to=noon(60)), level(SITE, 3))
    room.at(600)
    assert (threat(room).level, threat(room).before) == (3, ())


def test_a_level_for_later_begins_then_and_not_before() -> None:
    room = Room.of(the_visit(), level("visit:V-1", 4, valid_from=noon(30), valid_to=noon(90)))
    assert room.visit.threat_level == 3
    room.at(30)
    assert room.visit.threat_level == 4
    room.at(90)
    assert room.visit.threat_level == 3


def test_a_level_for_later_can_be_taken_back() -> None:
    room = Room.of(level("BE", 4, valid_from=noon(30)))
    room.do(DropComingLevel("BE", noon(30), "bert"))
    room.at(60)
    assert threat(room, "BE").level == 3
    refused(room, DropComingLevel("BE", noon(30), "bert"), "no level is to begin then")


def test_a_level_of_an_event_passes_and_leaves_none() -> None:
    room = Room.of(level("place:Port of Antwerp", 3, valid_to=noon(60)))
    room.at(60)
    assert threat(room, "place:Port of Antwerp").level is None


def test_a_level_says_by_whom_and_why() -> None:
    room = Room.of()
    refused(room, SetThreatLevel("BE", 4, "anna", reason=" "), "say why")
    room.do(level("BE", 4, source=Source.CUTA, plausibility=5, severity=4))
    stands = threat(room, "BE")
    assert (stands.by, stands.source, stands.plausibility, stands.since) == ("anna", Source.CUTA, 5, noon())


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (level("BE", 5), "1 to 4"),
        (level("BE", 0), "1 to 4"),
        (level("BE", 4, plausibility=7), "2 to 6"),
        (level("BE", 4, severity=0), "1 to 5"),
        (level("BE", 4, valid_to=noon(-1)), "not in the past"),
        (level("BE", 4, valid_from=noon(60), valid_to=noon(30)), "after it begins"),
        (level("belgium", 4), "no country, no place and no file"),
        (level("post:EU-07", 4), "no country, no place and no file"),
    ],
)
def test_what_makes_no_sense_is_refused_and_says_why(command: SetThreatLevel, why: str) -> None:
    refused(Room.of(), command, why)


def test_a_file_that_is_not_there_has_no_level() -> None:
    with pytest.raises(Unknown, match="no site 'NOWHERE'"):
        Room.of().do(level("site:NOWHERE", 3))


def test_to_set_again_what_stands_writes_nothing() -> None:
    room = Room.of(level(SITE, 3, source=Source.CUTA))
    assert room.do(level(SITE, 3, source=Source.CUTA)) is None
    assert room.do(SetThreatLevel("BE", 3)) is None


def test_a_list_of_sites_does_not_change_a_level_that_somebody_set() -> None:
    room = Room.of(level(SITE, 4))
    room.do(RegisterSite("EU-JL", "Lipsius", SiteKind.EU, "Loi 175", "Brussels", 50.842, 4.382, 1))
    assert (room.site().name, room.site().threat_level) == ("Lipsius", 4)


# R12: a raise asks, and changes nothing


def test_a_raise_asks_for_a_decision_and_creates_no_measure() -> None:
    room = Room.of(USUAL)
    written = len(room.history)
    room.do(level(SITE, 3))
    assert room.shown == [("threat.gaps", 2)]
    assert [one.event.kind for one in room.history[written:]] == ["threat.level_set", "alert.raised"]
    (alert,) = room.alerts
    assert (alert.object, alert.site, alert.count) == ("threat:site:EU-JL", "EU-JL", 2)


def test_a_raise_to_a_level_with_nothing_usual_asks_for_nothing() -> None:
    room = Room.of(USUAL, level(SITE, 4))
    assert room.shown == []


def test_a_fall_asks_for_nothing_and_ends_what_was_asked() -> None:
    room = Room.of(USUAL, SetBaseline(2, FileKind.EU, (POST,), "carl"), level(SITE, 3), level(SITE, 2))
    assert not any(alert.active for alert in room.alerts)


def test_a_level_that_returns_to_a_higher_one_asks_too() -> None:
    room = Room.of(level(SITE, 3), USUAL, level(SITE, 1, valid_to=noon(60)))
    assert room.shown == []
    room.at(60)
    assert room.shown == [("threat.gaps", 2)]


def test_each_gap_is_to_be_decided_with_a_reason_where_nothing_is_done() -> None:
    room = Room.of(USUAL, level(SITE, 3))
    one, both = (Decided(POST, Answer.NOT_NEEDED, "guards"),), Decided(ROUNDS, Answer.NOT_NEEDED, "")
    refused(room, DecideGaps(SITE, 3, "anna", one), "patrols")
    refused(room, DecideGaps(SITE, 3, "anna", (*one, both)), "why it is not needed")
    refused(room, DecideGaps(SITE, 4, "anna", one), "another by now")
    proposed = Decided(ROUNDS, Answer.PROPOSED)
    refused(room, DecideGaps(SITE, 3, "anna", (*one, proposed)), "no such measure is proposed")
    assert room.shown == [("threat.gaps", 2)]


def test_the_decision_ends_the_alert_and_stands_in_the_journal() -> None:
    room = Room.of(USUAL, level(SITE, 3))
    decided = tuple(Decided(kind, Answer.NOT_NEEDED, "the army stands there") for kind in (POST, ROUNDS))
    room.do(DecideGaps(SITE, 3, "anna", decided))
    assert not any(alert.active for alert in room.alerts)
    refused(room, DecideGaps(SITE, 3, "anna", decided), "nothing is left")


def test_a_further_raise_asks_again_what_was_decided_at_the_level_below() -> None:
    room = Room.of(USUAL, SetBaseline(4, FileKind.EU, (POST,), "carl"), level(SITE, 3))
    decided = tuple(Decided(kind, Answer.NOT_NEEDED, "enough") for kind in (POST, ROUNDS))
    room.do(DecideGaps(SITE, 3, "anna", decided))
    room.at(5, level(SITE, 4))
    assert [(alert.rule, alert.count) for alert in room.alerts if alert.active] == [("threat.gaps", 1)]


def test_another_table_counts_from_the_next_raise_on() -> None:
    room = Room.of(USUAL, level(SITE, 3))
    room.do(SetBaseline(3, FileKind.EU, (POST, ROUNDS, MeasureKind.CHECKS), "carl"))
    assert threat(room).asked == (ROUNDS, POST)


def test_a_visit_is_asked_by_the_rank_of_the_guest() -> None:
    room = Room.of(the_visit(), SetBaseline(4, FileKind.VISIT_A, (MeasureKind.CLOSE_PROTECTION,), "carl"))
    room.do(level("visit:V-1", 4))
    assert room.shown == [("threat.gaps", 2)]


def test_what_was_written_folds_to_the_same_levels() -> None:
    room = Room.of(USUAL, level(SITE, 3, valid_to=noon(50)), level("BE", 4, valid_from=noon(20)))
    room.at(90, site_word(PatrolKind.CHECK, 90))
    again = folded(room.history)
    assert again.things == {ref: thing for ref, thing in room.world.things.items() if thing is not None}
    assert threat(room, "BE").since == datetime(2026, 11, 24, 12, 20, tzinfo=UTC)


# With the measures of the file

EMBASSY = "site:EMB-1"
AT_3 = SetBaseline(3, FileKind.EMBASSY, (MeasureKind.CONTACT_PERSON, POST), "carl")


def raised(*commands: Command) -> Room:
    return Room.of(level(EMBASSY, 2), AT_3, *commands, level(EMBASSY, 3))


def asked(room: Room) -> list[int]:
    return [alert.count for alert in room.alerts if alert.rule == "threat.gaps" and alert.active]


def test_what_is_in_effect_already_is_not_asked_about() -> None:
    assert asked(raised()) == [2]
    assert asked(raised(proposed(), approval())) == [1]


def test_a_proposal_fills_no_gap_and_its_approval_does() -> None:
    room = raised(proposed())
    assert asked(room) == [2]
    room.do(approval())
    assert asked(room) == [1]


def test_what_is_provided_urgently_fills_its_gap_at_once() -> None:
    room = raised()
    room.do(provided())
    room.do(provided(draft(FixedPost("EMB-1A", 2, 240)), key="M-2"))
    assert asked(room) == []


def test_the_decision_may_be_that_a_measure_was_proposed() -> None:
    room = raised()
    contact, post = MeasureKind.CONTACT_PERSON, MeasureKind.FIXED_POST
    decided = (Decided(contact, Answer.PROPOSED), Decided(post, Answer.NOT_NEEDED, "a quiet street"))
    refused(room, DecideGaps(EMBASSY, 3, "anna", decided), "no such measure is proposed")
    room.do(proposed())
    room.do(DecideGaps(EMBASSY, 3, "anna", decided))
    assert asked(room) == []
