"""What a row of the log is about is looked for under the names that its event has."""

from dataclasses import fields

import pytest

from controlroom.store.panels.log_names import NAMES, _names_in
from controlroom.watch.events import EVENTS


@pytest.mark.parametrize("kind", EVENTS)
def test_no_name_that_an_event_has_is_passed_over(kind: str) -> None:
    assert _names_in(kind) >= NAMES & {field.name for field in fields(EVENTS[kind])}
