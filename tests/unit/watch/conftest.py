"""A room with the units and sites of room.py at noon; a file about posts or legs adds its own."""

import pytest

from tests.unit.watch.room import Room


@pytest.fixture
def room() -> Room:
    return Room.of()
