"""What is written is what is read, and nothing that we take is against the schema of the standard."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from controlroom.clock import BRUSSELS
from controlroom.interchange.cap import Message, MsgType, NotCap, Scope, Status, read, write
from controlroom.interchange.cap.geometry import middle
from controlroom.interchange.cap.message import Area, Circle, Point
from controlroom.interchange.cap.reader import message
from controlroom.interchange.cap.schema import check
from controlroom.interchange.cap.tree import grow
from tests.unit.interchange.cap.messages import messages

HERE: Final = Path(__file__).parent
XSD: Final = HERE.parents[3] / "controlroom" / "interchange" / "cap" / "cap-1.2.xsd"
CORPUS: Final = [path.read_bytes() for path in sorted(HERE.glob("*/*.xml"))]
PLAIN: Final = Message(
    "EW-1",
    "watch.example",
    datetime(2026, 11, 30, 14, tzinfo=BRUSSELS),
    Status.ACTUAL,
    MsgType.ALERT,
    Scope.PUBLIC,
)


@settings(max_examples=60)
@given(messages())
def test_a_message_out_and_in_again_is_the_same_and_holds_by_the_schema(said: Message) -> None:
    raw = write(said)
    assert read(raw) == said
    schema = etree.XMLSchema(etree.parse(XSD))
    assert schema.validate(etree.fromstring(raw)), schema.error_log


@settings(max_examples=400)
@given(st.sampled_from(CORPUS), st.integers(0, 4000), st.integers(0, 30), st.binary(max_size=12))
def test_whatever_is_done_to_a_message_it_is_read_or_refused(
    raw: bytes, at: int, length: int, put: bytes
) -> None:
    spoiled = raw[:at] + put + raw[at + length :]
    try:
        root = grow(spoiled)
        message(root)
    except NotCap as error:
        assert error.line >= 1  # noqa: PT017
        assert error.element  # noqa: PT017
        return
    check(root)


def test_the_time_of_utc_is_written_as_the_standard_wants_it() -> None:
    at = datetime(2026, 11, 30, 13, tzinfo=UTC)
    raw = write(replace(PLAIN, sent=at))
    assert b"<sent>2026-11-30T13:00:00-00:00</sent>" in raw
    assert read(raw).sent == at
    assert b"<sent>2026-11-30T14:00:00+01:00</sent>" in write(PLAIN)


def test_what_the_standard_does_not_allow_is_not_written() -> None:
    for said, element in (
        (replace(PLAIN, scope=Scope.RESTRICTED), "restriction"),
        (replace(PLAIN, scope=Scope.PRIVATE), "addresses"),
        (replace(PLAIN, msg_type=MsgType.CANCEL), "references"),
        (replace(PLAIN, identifier="E W"), "identifier"),
        (replace(PLAIN, note="\x07"), "alert"),
    ):
        with pytest.raises(NotCap) as caught:
            write(said)
        assert caught.value.element == element


def test_the_middle_of_an_area() -> None:
    square = (Point(50, 4), Point(50, 6), Point(52, 6), Point(52, 4), Point(50, 4))
    circle = Circle(Point(51.28, 4.3), 2)
    assert middle(Area("a square", polygons=(square,), circles=(circle,))) == Point(51, 5)
    assert middle(Area("a quay", circles=(circle,))) == Point(51.28, 4.3)
    assert middle(Area("a country")) is None
    flat = (Point(50, 4), Point(50, 5), Point(50, 6), Point(50, 4))
    assert middle(Area("a line", polygons=(flat,))) == Point(50, 5)
