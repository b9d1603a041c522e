"""What a receiver is told: which alert, how it stands, where to look. No names of people, no free text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from controlroom.watch.alerts import Alert

TEST: Final = "test"
STANDING: Final = (
    *("rule", "object", "site", "priority", "status", "count", "version"),
    *("condition", "suppression", "cause", "handling", "disposition"),
    *("raised_at", "acked_at", "cleared_at", "ended_at"),
)
"""What is said of an alert, by the names of its fields."""
CALLED: Final = ("step", "means", "to")
"""What an escalation adds: the rung of the ladder, by which means, the accounts that are called."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of an alert as the journal has it; `said` is its body, of a kind that may be newer than we."""

    seq: int
    at: datetime
    kind: str
    said: Mapping[str, Any]

    @property
    def alert(self) -> int:
        number: int = self.said.get("alert", self.seq)
        return number

    @property
    def priority(self) -> int | None:
        """That of this moment, if it was raised or changed."""
        return self.said.get("priority")

    @property
    def means(self) -> tuple[str, ...]:
        return tuple(self.said.get("means", ()))


def message(happened: Happened, alert: Alert, public_url: str) -> str:
    """The alert as it stands now, maybe a moment after it happened; `version` tells which is newer."""
    called = {"escalation": {name: happened.said[name] for name in CALLED}} if happened.means else {}
    return written(
        happened.kind,
        happened.at,
        {
            "seq": happened.seq,
            "alert": alert.id,
            **{name: getattr(alert, name) for name in STANDING},
            **called,
            "link": f"{public_url.rstrip('/')}/alerts/{alert.id}",
        },
    )


def test_message(receiver: str, at: datetime) -> str:
    return written(TEST, at, {"receiver": receiver})


def written(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    said = {"type": kind, "timestamp": at, "data": data}
    return json.dumps(said, separators=(",", ":"), default=_moment)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
