"""What is written comes back as it was, and personal data stands in its own column alone."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.store.codec import TYPES, decode_event, decode_thing, encode_event, encode_thing, thing_of
from controlroom.store.tables import NOUNS
from controlroom.watch.accounts import AccountAdded, AccountLocked
from controlroom.watch.alerts import AlertClosed, AlertNoted, AlertResolved, AlertShelved, Disposition
from controlroom.watch.consultations import Data, DataSearched
from controlroom.watch.contacts import Contact
from controlroom.watch.events import EVENTS, Event, Thing
from controlroom.watch.incidents import Account, IncidentKind, IncidentReported, Vehicle
from controlroom.watch.legs import LegReported
from controlroom.watch.log import LogCorrected, LogWritten
from controlroom.watch.patrols import PatrolKind, PatrolReported
from controlroom.watch.persons import Identity, PersonClosed, PersonNamed
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Position, Report
from controlroom.watch.service import ServiceInterrupted
from controlroom.watch.sites import ContactsSet
from controlroom.watch.threat import Threat

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

ANY_TIME = st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1 < at.year < 9999)
st.register_type_strategy(datetime, ANY_TIME)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))

DEEDS = ("viewed", "searched", "exported", "erased")

TALKATIVE: dict[str, Event] = {
    "incident.reported": IncidentReported(
        Report("1", "EU-07A", AT, position=Position(50.8, 4.4, 12.5, AT)),
        AT,
        IncidentKind.BREACH,
        1,
        account=Account("two men", "at the gate", "nervous", Vehicle("1-ABC-123", "BE", "VW", "grey")),
    ),
    "leg.reported": LegReported(Report("2", "ESCORT-1", AT), AT, "V-1", 1, text="by the ring"),
    "patrol.reported": PatrolReported(Report("3", "PATROL-1", AT), AT, PatrolKind.EXCUSED, reason="no car"),
    "alert.noted": AlertNoted(7, "anna", "the guard knows the van"),
    "alert.shelved": AlertShelved(7, "anna", AT, "the road is closed"),
    "alert.resolved": AlertResolved(7, "anna", "sent the van away"),
    "alert.closed": AlertClosed(7, "anna", Disposition.FALSE, "the van of a baker"),
    "account.added": AccountAdded("anna", "operator", "chief", "Anna Peeters"),
    "account.locked": AccountLocked("anna", "192.0.2.1"),
    "data.searched": DataSearched(
        Data.INCIDENT, "/search", "0f3a", address="10.1.2.3", words="grey van", because="case 7"
    ),
    "log.written": LogWritten("anna", ("post:EU-07",), "a grey van at the gate"),
    "log.corrected": LogCorrected(7, "anna", (), "a white van at the gate"),
    "site.contacts_set": ContactsSet("EMB-1", "anna", (Contact("Ms Aaltonen", "chancery", "02 555 01 24"),)),
    "person.named": PersonNamed("P-0001", "anna", Identity("Maria Kask", "Prime Minister")),
    "person.closed": PersonClosed("P-0001", "anna", "left office"),
    "service.interrupted": ServiceInterrupted("unit:EU-07A", AT, "anna", "a car breaks down"),
}


SAID_OF_A_WARNING = ("opinion_given", "assessed", "feedback_given")
SAID_IN_A_MEETING = ("analysis_shared", "opinion_given", "decided", "closed")


@pytest.mark.parametrize("kind", sorted(EVENTS))
@settings(max_examples=25)
@given(data=st.data())
def test_every_event_comes_back_as_it_was_written(kind: str, data: st.DataObject) -> None:
    event: Event = data.draw(st.from_type(EVENTS[kind]))
    encoded = encode_event(event)
    assert decode_event(kind, encoded.body, encoded.private) == event


def test_every_thing_of_the_watch_has_a_table_and_a_codec() -> None:
    assert set(TYPES.values()) == set(get_args(Thing))
    assert TYPES.keys() == NOUNS.keys()


@pytest.mark.parametrize("noun", TYPES)
@settings(max_examples=25)
@given(data=st.data())
def test_every_thing_comes_back_as_it_was_kept(noun: Noun, data: st.DataObject) -> None:
    thing = data.draw(st.from_type(TYPES[noun]))
    text = encode_thing(thing)
    assert decode_thing(noun, text) == thing
    assert encode_thing(decode_thing(noun, text)) == text


@pytest.mark.parametrize("kind", sorted(EVENTS))
@settings(max_examples=25)
@given(data=st.data())
def test_personal_data_stands_in_the_private_column_alone(kind: str, data: st.DataObject) -> None:
    event = data.draw(st.from_type(EVENTS[kind]))
    hidden = {f.name for f in fields(event) if f.metadata.get("private")}
    said = {name for name in hidden if getattr(event, name) is not None}
    body, private = encode_event(event)
    assert not hidden & json.loads(body).keys()
    assert said == (json.loads(private).keys() if private else set())


def test_the_words_of_a_witness_and_of_an_officer_are_personal_data() -> None:
    private = {
        (kind, f.name) for kind, event in EVENTS.items() for f in fields(event) if f.metadata.get("private")
    }
    assert private == {
        ("incident.reported", "account"),
        ("leg.reported", "text"),
        ("visit.postponed", "reason"),
        ("visit.cancelled", "reason"),
        ("handover.prepared", "words"),
        ("measure.proposed", "personal"),
        ("measure.proposed", "reason"),
        ("measure.provided", "personal"),
        ("measure.provided", "reason"),
        ("measure.change_proposed", "personal"),
        ("measure.change_proposed", "reason"),
        ("measure.refused", "reason"),
        ("measure.withdrawn", "reason"),
        ("measure.ended", "reason"),
        ("shift.handed_over", "words"),
        ("patrol.reported", "reason"),
        ("patrol.reported", "text"),
        ("patrol.reported", "vehicle"),
        ("early_warning.linked", "reason"),
        ("early_warning.unlinked", "reason"),
        ("early_warning.told_apart", "reason"),
        ("described.assessed", "reason"),
        ("vehicle.sighted", "said"),
        ("vehicle.assessed", "reason"),
        ("alert.noted", "text"),
        ("alert.shelved", "reason"),
        ("alert.resolved", "text"),
        ("alert.closed", "text"),
        ("service.interrupted", "reason"),
        ("file.restricted", "reason"),
        ("file.reader_added", "reason"),
        ("file.opened", "reason"),
        ("account.added", "display_name"),
        ("account.renamed", "display_name"),
        ("account.locked", "address"),
        ("account.linked", "subject"),
        *((f"data.{deed}", name) for deed in DEEDS for name in ("address", "words", "because")),
        ("log.written", "text"),
        ("log.corrected", "text"),
        ("site.contacts_set", "contacts"),
        ("person.named", "identity"),
        ("person.closed", "reason"),
        ("meeting.called", "analysis"),
        ("review.line_decided", "words"),
        *((f"meeting.{what}", "text") for what in SAID_IN_A_MEETING),
        *((f"sector_alert.{what}", "texts") for what in ("drafted", "released")),
        ("sector_alert.sent_back", "reason"),
        ("early_warning.reported", "account"),
        ("early_warning.shared", "need"),
        *((f"early_warning.{what}", "text") for what in SAID_OF_A_WARNING),
        ("threat.level_set", "reason"),
        ("threat.gaps_decided", "reasons"),
        ("gathering.entered", "organiser"),
        ("gathering.changed", "organiser"),
        ("gathering.cancelled", "reason"),
    }


@pytest.mark.parametrize("kind", TALKATIVE)
def test_an_event_whose_personal_data_was_erased_can_still_be_read(kind: str) -> None:
    event = TALKATIVE[kind]
    body, private = encode_event(event)
    assert private is not None
    erased = decode_event(kind, body, None)
    assert erased != event
    assert encode_event(erased) == (body, None)


def test_an_event_of_a_newer_version_is_no_event_of_this_one() -> None:
    with pytest.raises(KeyError):
        decode_event("drone.sighted", "{}", None)


@pytest.mark.parametrize("noun", TYPES)
def test_the_columns_of_a_noun_are_the_fields_of_its_dataclass(noun: Noun) -> None:
    assert [f.name for f in fields(TYPES[noun])] == [column.name for column in NOUNS[noun].columns]


def test_a_row_becomes_its_thing() -> None:
    row = {"scope": "BE", "level": 3}
    assert thing_of(Noun.THREAT, row) == Threat("BE", 3)
