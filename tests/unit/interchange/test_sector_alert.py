"""What the companies of a sector are told, as CAP 1.2: written, held against the schema, read again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from controlroom.interchange import cap
from controlroom.interchange.sector_alert import page_of, written
from controlroom.watch.companies import REGIONS, SECTORS, Region, Sector
from controlroom.watch.sector_alerts import (
    Category,
    Certainty,
    Content,
    MessageType,
    Reference,
    SectorAlertReleased,
    Severity,
    Urgency,
    Words,
)
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, TEXTS
from tests.unit.watch.room import NOON

FIRST = SectorAlertReleased(
    SA,
    1,
    MessageType.ALERT,
    f"{SA}-1",
    SENDER,
    NOON,
    CONTENT,
    exercise=False,
    basis=None,
    recipients=("NLE",),
    references=(),
    authors=("anna",),
    version=7,
    by="bert",
    texts=TEXTS,
)


def read(said: SectorAlertReleased, web: str = "") -> cap.Message:
    return cap.read(written(said, web))


@pytest.mark.parametrize("public_url", ["https://room.example", "https://room.example/"])
def test_a_message_is_confirmed_at_one_address_however_that_of_the_room_was_set(public_url: str) -> None:
    assert page_of(public_url, SA) == f"https://room.example/report/alerts/{SA}"


def test_a_message_says_the_same_in_four_languages() -> None:
    message = read(FIRST, "https://example.be/report/alerts/SA-0123ABCD")
    assert (message.identifier, message.sender, message.sent) == (f"{SA}-1", SENDER, NOON)
    assert (message.status, message.msg_type) == (cap.Status.ACTUAL, cap.MsgType.ALERT)
    assert [one.language for one in message.infos] == list(cap.LANGUAGES)
    for language, info in zip(("nl", "fr", "de", "en"), message.infos, strict=True):
        assert info.headline == f"{language}: a van at the gates"
        assert info.expires == NOON + timedelta(hours=24)
        assert (info.urgency, info.severity) == (cap.Urgency.IMMEDIATE, cap.Severity.SEVERE)
    assert [one.event for one in message.infos][3] == "Alert to companies"
    assert message.infos[0].web == "https://example.be/report/alerts/SA-0123ABCD"


def test_it_is_for_those_to_whom_it_was_sent_and_does_not_say_who_they_are() -> None:
    message = read(FIRST)
    assert message.scope is cap.Scope.RESTRICTED
    assert message.restriction
    assert b"NLE" not in written(FIRST)


def test_provinces_are_named_in_each_language_and_by_their_codes() -> None:
    there = replace(FIRST, content=replace(CONTENT, regions=(Region.LIEGE, Region.BRUSSELS)))
    areas = [[area.description for area in one.areas] for one in read(there).infos]
    assert areas == [
        ["Luik", "Brussel"],
        ["Liège", "Bruxelles"],
        ["Lüttich", "Brüssel"],
        ["Liège", "Brussels"],
    ]
    assert read(there).infos[0].areas[0].geocodes == (cap.Named("ISO 3166-2", "BE-WLG"),)
    assert [one.areas[0].description for one in read(FIRST).infos][1] == "Belgique"


def test_what_follows_names_all_that_went_before() -> None:
    before = (Reference(SENDER, f"{SA}-1", NOON), Reference(SENDER, f"{SA}-2", NOON + timedelta(hours=1)))
    for kind in (MessageType.UPDATE, MessageType.CANCEL):
        message = read(replace(FIRST, number=3, msg_type=kind, references=before))
        assert message.msg_type.value.lower() == kind.value
        assert [one.identifier for one in message.references] == [f"{SA}-1", f"{SA}-2"]


def test_an_exercise_is_marked_in_its_status_and_in_every_headline() -> None:
    message = read(replace(FIRST, exercise=True))
    assert message.status is cap.Status.EXERCISE
    assert [one.headline.partition("]")[0] for one in message.infos] == [
        "[OEFENING",
        "[EXERCICE",
        "[ÜBUNG",
        "[EXERCISE",
    ]


def test_an_exercise_says_so_once_and_nothing_else_does() -> None:
    said = cap.marked("a van", cap.Status.EXERCISE)
    assert said == cap.marked(said, cap.Status.EXERCISE) == "[EXERCISE] a van"
    assert cap.marked("a van", cap.Status.ACTUAL) == "a van"


def test_everything_that_may_be_said_is_said_by_the_schema() -> None:
    for sector in Sector:
        assert SECTORS[sector]
    for region in Region:
        assert REGIONS[region]
    kinds = [
        *((one, Urgency.PAST, Severity.MINOR, Certainty.LIKELY) for one in Category),
        *((Category.MET, one, Severity.MINOR, Certainty.LIKELY) for one in Urgency),
        *((Category.MET, Urgency.PAST, one, Certainty.LIKELY) for one in Severity),
        *((Category.MET, Urgency.PAST, Severity.MINOR, one) for one in Certainty),
    ]
    for said in kinds:
        content = Content(tuple(Sector), tuple(Region), *said, NOON)
        read(replace(FIRST, content=content))


def test_words_of_any_language_and_signs_of_xml_stay_as_they_are() -> None:
    said = Words("Porte & grille <3>\u202f: « là »", "ligne\n\tdeux ]]>", "😀 &amp; ça")
    info = read(replace(FIRST, texts=replace(TEXTS, fr=said))).infos[1]
    assert Words(info.headline, info.description, info.instruction) == said


def test_a_message_whose_words_were_erased_is_not_written() -> None:
    with pytest.raises(LookupError, match="erased"):
        written(replace(FIRST, texts=None))
