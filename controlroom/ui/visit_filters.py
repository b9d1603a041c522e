"""Which visits a list is asked for: what was typed into the filters, and what it means."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from controlroom.store.panels.visit_list import AT_ONCE, OVER, Wanted
from controlroom.ui.asked_words import query
from controlroom.ui.visit_form import Faults
from controlroom.ui.wall_times import local_day, midnight
from controlroom.watch.visits import Rank, VisitState

Short = Annotated[str, Field(max_length=200)]
OPEN: Final = tuple(state for state in VisitState if state not in OVER)
GROUPS: Final = {"": OPEN, "all": (), "over": OVER}


class Typed(BaseModel, frozen=True):
    """As it stands in the address. `state`: empty for what is not over, `all`, `over`, or one state."""

    state: Short = ""
    since: Short = ""
    until: Short = ""
    rank: Short = ""
    event: Short = ""
    q: Short = ""
    page: Annotated[str, Field(max_length=6)] = "1"

    @property
    def said(self) -> dict[str, str]:
        """The filters that are set, without the page."""
        return {name: value for name, value in self.model_dump().items() if value and name != "page"}

    @property
    def query(self) -> str:
        return urlencode(self.said)

    @property
    def number(self) -> int:
        return max(int(self.page), 1) if self.page.isdecimal() else 1

    def at(self, number: int) -> str:
        return urlencode(self.said | ({"page": str(number)} if number > 1 else {}))


@dataclass(frozen=True, slots=True)
class Pages:
    number: int
    total: int

    @property
    def last(self) -> int:
        return max(-(-self.total // AT_ONCE), 1)

    @property
    def skipped(self) -> int:
        return (self.number - 1) * AT_ONCE


def read(typed: Typed) -> Wanted | Faults:
    faults = Faults()
    since = faults.tried("since", lambda: _midnight(typed.since, "since"))
    until = faults.tried("until", lambda: _midnight(typed.until, "until", days=1))
    if faults:
        return faults
    rank = Rank(typed.rank) if typed.rank in set(Rank) else None
    return Wanted(_states(typed.state), since, until, rank, typed.event.strip(), query(typed.q))


def _states(text: str) -> tuple[VisitState, ...]:
    return GROUPS.get(text) or ((VisitState(text),) if text in set(VisitState) else ())


def _midnight(text: str, field: str, days: int = 0) -> datetime | None:
    return midnight(local_day(text, field) + timedelta(days=days)) if text.strip() else None
