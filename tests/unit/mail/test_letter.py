"""What a company finds in its mail."""

from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from controlroom.interchange.cap import MsgType, Status, read, write
from controlroom.mail.letter import LONGEST_SUBJECT, letter
from tests.unit.mail.a_message import SENT, WORDS, copy, message

SAID = (
    "Véhicule suspect repéré à l'entrée du dépôt: évacuez « zone » 2,5 km – où? Verdächtiges"
    " Fahrzeug Löwen Zugänge schließen, geëvacueerd ruïne ŁÓDŹ Αθήνα 🚧🚧🚧 =?utf-8?q?x?= (a;b) http://host.example/a?b=c&d=e"
)


def mail(
    msg_type: MsgType = MsgType.ALERT,
    status: Status = Status.ACTUAL,
    headline: str = "",
    language: str | None = "fr",
    reminder: bool = False,
) -> EmailMessage:
    said = message(msg_type, status, headline)
    raw = letter(said, write(said), copy(language=language, reminder=reminder), SENT)
    assert raw.isascii()
    assert max(map(len, raw.split("\r\n"))) <= 998
    return message_from_string(raw, policy=default)


def text(of: EmailMessage) -> str:
    body = of.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_mail_says_it_in_four_languages_the_company_s_own_first() -> None:
    said = text(mail())
    places = {language: said.index(headline) for language, (headline, _, _) in WORDS.items()}
    assert min(places, key=places.__getitem__) == "fr-BE"
    for words in WORDS.values():
        assert all(part in said for part in words)
    assert said.count("https://room.example/report/alerts/SA-ABCD2345") == 4


def test_the_subject_is_in_the_language_that_comes_first() -> None:
    assert mail()["Subject"] == "Drones au-dessus d'installations"
    assert mail(language=None)["Subject"] == "Drones boven installaties"
    assert mail(MsgType.UPDATE, language="en")["Subject"] == "Alert updated: Drones above plants"
    assert mail(MsgType.CANCEL, language="de")["Subject"] == "Warnung aufgehoben: Drohnen über Anlagen"


@given(st.lists(st.sampled_from(SAID.split()), min_size=1, max_size=30).map(" ".join))
@example("Véhicule repéré immédiatement Zugänge suspect à évacuez")
@example("=?utf-8?q?not_what_it_says?= at the gates")
def test_a_subject_arrives_as_it_was_written(headline: str) -> None:
    headline = headline[:160].strip()
    said = message(headline=headline)
    raw = letter(said, write(said), copy(), SENT)
    assert message_from_string(raw, policy=default)["Subject"] == headline
    assert max(map(len, raw.partition("Message-ID")[0].split("\r\n"))) <= 78


def test_until_when_it_holds_is_said_in_belgian_time() -> None:
    assert "2 december 2026, 10:00 CET" in text(mail(language="nl"))


def test_an_exercise_is_marked_in_the_subject_and_above_each_text() -> None:
    said = mail(status=Status.EXERCISE)
    assert said["Subject"].startswith("[EXERCISE] ")
    assert text(said).count("***") == 8


@pytest.mark.parametrize("headline", ["Drones", "[EXERCISE] Drones", f"{'Drones ' * 20}[EXERCISE]"])
@pytest.mark.parametrize("msg_type", MsgType)
def test_an_exercise_says_so_first_whatever_else_a_subject_says(msg_type: MsgType, headline: str) -> None:
    for reminder in (False, True):
        said = mail(msg_type, Status.EXERCISE, headline, language="en", reminder=reminder)["Subject"]
        assert said.startswith("[EXERCISE] ")
        assert not said.removeprefix("[EXERCISE] ").removeprefix("Reminder: ").startswith("[EXERCISE]")


def test_a_reminder_says_so_and_has_an_id_of_its_own() -> None:
    first, again = mail(language="en"), mail(language="en", reminder=True)
    assert again["Subject"] == "Reminder: Drones above plants"
    assert "We have not heard that you received this alert." in text(again)
    assert first["Message-ID"] != again["Message-ID"]


def test_the_same_mail_made_again_has_the_same_id() -> None:
    assert mail()["Message-ID"] == mail(status=Status.EXERCISE)["Message-ID"]
    assert copy().id != copy("other@energie.example").id


def test_the_message_of_cap_goes_with_it_as_it_was_written() -> None:
    (attached,) = mail().iter_attachments()
    assert attached.get_content_type() == "application/cap+xml"
    assert attached.get_filename() == "SA-ABCD2345-1.xml"
    assert read(attached.get_content()) == message()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00", "\x85"])
def test_a_headline_can_add_no_header(end: str) -> None:
    said = message(headline=f"Drones{end}Bcc: spy@elsewhere.example{end}{end}all is well")
    raw = letter(said, b"<alert/>", copy(), SENT)
    read_back = message_from_string(raw, policy=default)
    assert read_back["Bcc"] is None
    assert read_back["Subject"] == "Drones Bcc: spy@elsewhere.example all is well"
    assert read_back["To"] == "alerts@energie.example"


def test_a_long_headline_is_cut_in_the_subject_and_whole_in_the_text() -> None:
    long = "Drohnen über Anlagen " * 30
    said = mail(headline=long)
    assert len(said["Subject"]) == LONGEST_SUBJECT
    assert long.strip() in " ".join(text(said).split())
