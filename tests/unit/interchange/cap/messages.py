"""Messages of any shape that the standard allows."""

from datetime import datetime, timedelta, timezone
from typing import Final

from hypothesis import strategies as st

from controlroom.interchange.cap import (
    LANGUAGES,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    Message,
    MsgType,
    Named,
    Point,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)

LETTERS: Final = "aZ09 .,;:-_/@é€\u202e\u0301\U0001f6a8<>&'\"]\n\r\t"
TEXT: Final = st.text(LETTERS, max_size=12)
SAID: Final = TEXT.map(lambda text: f"x{text}")
IDENTITY: Final = st.text("aZ09.:@_-", min_size=1, max_size=12)
ONE_LISTED: Final = st.text("az@.é/", min_size=1, max_size=6) | st.sampled_from(["duty officer", "a  b c"])
LISTED: Final = st.lists(ONE_LISTED, max_size=3).map(tuple)
OFFSETS: Final = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS: Final = st.builds(
    lambda zone, seconds: datetime.fromtimestamp(seconds, zone), OFFSETS, st.integers(10**8, 7 * 10**9)
)


def numbers(least: float, most: float) -> st.SearchStrategy[float]:
    return st.floats(least, most).map(lambda value: round(value, 9))


POINTS: Final = st.builds(Point, numbers(-90, 90), numbers(-180, 180))
NAMED: Final = st.lists(st.builds(Named, SAID, TEXT), max_size=2).map(tuple)


@st.composite
def _rings(draw: st.DrawFn) -> tuple[Point, ...]:
    ring = draw(st.lists(POINTS, min_size=3, max_size=4))
    return (*ring, ring[0])


@st.composite
def _areas(draw: st.DrawFn) -> Area:
    altitude = draw(st.none() | numbers(-1000, 60000))
    return Area(
        description=draw(SAID),
        polygons=tuple(draw(st.lists(_rings(), max_size=2))),
        circles=tuple(draw(st.lists(st.builds(Circle, POINTS, numbers(0, 500)), max_size=2))),
        geocodes=draw(NAMED),
        altitude=altitude,
        ceiling=None if altitude is None else draw(st.none() | numbers(0, 60000)),
    )


RESOURCES: Final = st.builds(
    Resource,
    description=SAID,
    mime_type=st.just("image/png"),
    size=st.none() | st.integers(0, 10**9),
    uri=st.sampled_from(["", "https://a.example/x.png", "x.png"]),
    deref_uri=st.sampled_from(["", "iVBORw0KGgo="]),
    digest=TEXT,
)
INFOS: Final = st.builds(
    Info,
    categories=st.lists(st.sampled_from(Category), min_size=1, max_size=3).map(tuple),
    event=SAID,
    urgency=st.sampled_from(Urgency),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    language=st.sampled_from(LANGUAGES),
    response_types=st.lists(st.sampled_from(ResponseType), max_size=2).map(tuple),
    audience=TEXT,
    event_codes=NAMED,
    effective=st.none() | MOMENTS,
    onset=st.none() | MOMENTS,
    expires=st.none() | MOMENTS,
    sender_name=TEXT,
    headline=TEXT,
    description=TEXT,
    instruction=TEXT,
    web=st.sampled_from(["", "https://a.example/x?y=1&z=2", "urn:oid:2.49.0.0.56.0"]),
    contact=TEXT,
    parameters=NAMED,
    resources=st.lists(RESOURCES, max_size=1).map(tuple),
    areas=st.lists(_areas(), max_size=2).map(tuple),
)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    scope = draw(st.sampled_from(Scope))
    msg_type = draw(st.sampled_from(MsgType))
    references = st.lists(st.builds(Reference, IDENTITY, IDENTITY, MOMENTS), max_size=2, min_size=1)
    return Message(
        identifier=draw(IDENTITY),
        sender=draw(IDENTITY),
        sent=draw(MOMENTS),
        status=draw(st.sampled_from(Status)),
        msg_type=msg_type,
        scope=scope,
        source=draw(TEXT),
        restriction=draw(SAID if scope is Scope.RESTRICTED else st.just("")),
        addresses=draw(LISTED.filter(bool) if scope is Scope.PRIVATE else LISTED),
        codes=draw(st.lists(TEXT, max_size=2).map(tuple)),
        note=draw(TEXT),
        references=() if msg_type is MsgType.ALERT else tuple(draw(references)),
        incidents=draw(LISTED),
        infos=tuple(draw(st.lists(INFOS, max_size=3))),
    )
