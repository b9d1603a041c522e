"""What the companies of the demo are told: an exercise that one of two has confirmed, and a draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from controlroom.demo.data import table
from controlroom.watch.companies import Sector
from controlroom.watch.sector_alerts import (
    Category,
    Certainty,
    Content,
    DraftSectorAlert,
    How,
    MessageType,
    ReceiveSectorAlert,
    Severity,
    Texts,
    Urgency,
    Words,
)


@dataclass(frozen=True, slots=True)
class Alerted:
    """`to`: the companies to which it is released, none if it stays a draft."""

    draft: DraftSectorAlert
    to: tuple[str, ...]
    receipts: tuple[ReceiveSectorAlert, ...]


def sector_alerts(now: datetime, author: str) -> Iterator[Alerted]:
    for row in table("sector_alerts"):
        content = Content(
            tuple(map(Sector, row["sectors"])),
            (),
            Category.SECURITY,
            Urgency.EXPECTED,
            Severity.MODERATE,
            Certainty.POSSIBLE,
            now + timedelta(hours=row["holds"]),
        )
        ref = row["ref"]
        yield Alerted(
            DraftSectorAlert(
                ref, MessageType.ALERT, content, _texts(row), author, exercise=row.get("exercise", False)
            ),
            tuple(row.get("to", ())),
            tuple(ReceiveSectorAlert(ref, *who, How.PAGE) for who in _confirmed(row)),
        )


def _texts(row: dict[str, Any]) -> Texts:
    return Texts(*(Words(*row.get(language, ())) for language in ("nl", "fr", "de", "en")))


def _confirmed(row: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    return ((one["company"], 1, one["by"]) for one in row.get("confirmed", ()))
