"""What a warning of another service means to the watch, and what a feed of warnings holds."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest

from controlroom.feeds.bulletin import UNSAID, as_command, priority
from controlroom.feeds.connectors.config import FolderConfig
from controlroom.feeds.items import Item, SourceRefused, read_items, standing
from controlroom.feeds.lines import Unreadable
from controlroom.interchange.cap import Info, Message, read
from controlroom.watch.bulletins import Errand
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.reports import Status

CORPUS: Final = Path(__file__).parents[1] / "interchange" / "cap" / "valid"
STORM: Final = (CORPUS / "storm.xml").read_bytes()
CANCEL: Final = (CORPUS / "cancel.xml").read_bytes().decode()


def corpus(name: str) -> Message:
    return read((CORPUS / f"{name}.xml").read_bytes())


def info(**said: Any) -> Info:
    words = {"urgency": "Immediate", "severity": "Severe", "certainty": "Observed", **said}
    text = STORM.decode()
    for name, value in words.items():
        before = text[text.index(f"<{name}>") : text.index(f"</{name}>")]
        text = text.replace(before, f"<{name}>{value}", 1)
    return read(text.encode()).infos[0]


@pytest.mark.parametrize(
    ("severity", "urgency", "certainty", "expected"),
    [
        ("Extreme", "Immediate", "Observed", 1),
        ("Extreme", "Expected", "Likely", 1),
        ("Extreme", "Future", "Observed", 2),
        ("Extreme", "Immediate", "Possible", 2),
        ("Severe", "Immediate", "Likely", 2),
        ("Severe", "Unknown", "Likely", 3),
        ("Severe", "Immediate", "Unknown", 3),
        ("Moderate", "Immediate", "Observed", 3),
        ("Unknown", "Unknown", "Unknown", 3),
        ("Minor", "Immediate", "Observed", 4),
        ("Extreme", "Past", "Observed", 4),
        ("Extreme", "Immediate", "Unlikely", 4),
    ],
)
def test_the_priority_follows_from_severity_urgency_and_certainty(
    severity: str, urgency: str, certainty: str, expected: int
) -> None:
    assert priority(info(severity=severity, urgency=urgency, certainty=certainty)) == expected


def test_a_warning_speaks_the_first_language_of_the_room_and_has_its_area_and_its_middle() -> None:
    command = as_command(corpus("storm"), "METEO")
    assert command.account is not None
    assert (command.account.text or "").startswith("Storm\nCode oranje: zware windstoten in Brussel\n")
    assert command.area == "Brussels Hoofdstedelijk Gewest"
    assert command.report.position is not None
    assert command.report.position.lat == pytest.approx(50.835)
    assert command.report.position.lon == pytest.approx(4.365)
    assert (command.kind, command.errand) == (IncidentKind.OTHER, Errand.WARN)
    assert command.expires_at == datetime(2026, 12, 1, 1, tzinfo=UTC)


def test_what_says_no_end_holds_for_a_day() -> None:
    command = as_command(corpus("update"), "METEO")
    assert command.expires_at == datetime(2026, 11, 30, 15, tzinfo=UTC) + UNSAID


def test_an_update_and_a_cancel_name_the_messages_of_their_own_unit() -> None:
    first = as_command(corpus("storm"), "METEO")
    update = as_command(corpus("update"), "METEO")
    cancel = as_command(corpus("cancel"), "METEO")
    assert update.earlier[0] == first.source
    assert cancel.earlier == (update.source,)
    assert as_command(corpus("cancel"), "RAIL").earlier != cancel.earlier


def test_the_same_moment_in_another_zone_is_the_same_message() -> None:
    said = corpus("storm")
    elsewhere = replace(said, sent=said.sent.astimezone(UTC))
    assert as_command(said, "METEO").source == as_command(elsewhere, "METEO").source


def test_an_exercise_keeps_its_status_and_its_category_its_kind() -> None:
    command = as_command(corpus("exercise"), "PORT")
    assert (command.report.status, command.kind) == (Status.EXERCISE, IncidentKind.THREAT)
    assert as_command(corpus("prefixed"), "RAIL").kind is IncidentKind.TRAFFIC


def items(raw: bytes) -> list[Item | Unreadable]:
    return list(read_items(BytesIO(raw), "cap", "cap"))


def atom(*entries: str) -> bytes:
    inside = "".join(f"<entry>{one}</entry>" for one in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>w</title>{inside}</feed>'.encode()


def test_a_file_holds_one_message() -> None:
    (item,) = items(STORM)
    assert isinstance(item, Item)
    assert item.report["cap"].encode() == STORM


def test_an_atom_feed_holds_messages_and_addresses_of_messages() -> None:
    link = '<link rel="self" href="/no"/><link href="/page.html"/>'
    of_cap = '<link type="application/cap+xml" href="/storm.xml"/>'
    found = items(atom(f'<content type="text/xml">{CANCEL}</content>', link + of_cap, "<id>1</id>"))
    message, address, nothing = found
    assert isinstance(message, Item)
    assert read(message.report["cap"].encode()) == corpus("cancel")
    assert isinstance(address, Item)
    assert address.report == {"address": "/storm.xml"}
    assert isinstance(nothing, Unreadable)
    assert isinstance(standing(address), Unreadable)
    assert standing(message) is message


def test_an_rss_feed_holds_addresses_of_messages() -> None:
    raw = b"<rss><channel><item><title>x</title><link> /a.xml </link></item></channel></rss>"
    assert [item.report for item in items(raw) if isinstance(item, Item)] == [{"address": "/a.xml"}]


@pytest.mark.parametrize("raw", [b"", b"<html/>", b"<!DOCTYPE rss><rss/>", b"{}"])
def test_what_is_neither_a_feed_nor_a_message_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(SourceRefused, match="line 1"):
        items(raw)


def test_a_connector_of_warnings_says_so_twice(tmp_path: Path) -> None:
    for feed, form in (("cap", "json"), ("incident", "cap")):
        with pytest.raises(ValueError, match="belong together"):
            FolderConfig(kind="folder", name="x", unit="U", path=tmp_path, feed=feed, format=form)
