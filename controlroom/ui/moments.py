"""A moment as somebody writes it: local time of the room, or with the offset of any other place."""

import re
from datetime import UTC, datetime
from typing import Final

from controlroom.clock import BRUSSELS, is_near
from controlroom.errors import Refused
from controlroom.watch.words import mark

NO_MOMENT: Final = mark("A moment is written as 2026-11-24T14:00, in local time.")
UNESCAPED_PLUS: Final = re.compile(r" (\d\d:?\d\d)$")
"""In an address a plus means a blank, unless it is written as %2B."""


def moment_of(text: str, field: str = "at") -> datetime:
    """`2026-11-24T14:00`, or `2026-11-24T13:00Z`; in UTC. Raises Refused.

    Of an hour that comes twice in autumn the first is meant, unless an offset says which.
    """
    try:
        at = datetime.fromisoformat(UNESCAPED_PLUS.sub(r"+\1", text.strip()))
        if is_near(at):
            return (at if at.tzinfo else at.replace(tzinfo=BRUSSELS)).astimezone(UTC)
    except ValueError:
        pass
    raise Refused(NO_MOMENT, field=field)
