"""What goes over the socket is the frame, whatever way it was put together."""

import json

from hypothesis import given
from hypothesis import strategies as st

from controlroom.ws.encode import encode

PANELS = st.lists(
    st.fixed_dictionaries({"panel": st.text(), "v": st.integers(0, 2**53), "html": st.text()}), max_size=7
)


@given(PANELS, st.integers(0, 2**53))
def test_every_picture_arrives_as_it_was_drawn(panels: list[dict[str, object]], seq: int) -> None:
    frame = {"t": "panels", "seq": seq, "panels": panels}
    assert json.loads(encode(frame)) == frame


def test_a_tick_arrives_as_it_was_said() -> None:
    frame = {
        "t": "tick",
        "now": "2026-11-24T13:32:07Z",
        "seq": 7,
        "age": 0.4,
        "steady": 86.123,
        "v": {"alerts": 7},
    }
    assert json.loads(encode(frame)) == frame
