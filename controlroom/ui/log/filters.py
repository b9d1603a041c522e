"""Which rows of the log somebody wishes to see: as typed in the address, and what it means."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from controlroom.clock import BRUSSELS
from controlroom.store.alert_history import Happened
from controlroom.store.panels.log_names import Names, accounts_in, alerts_in, refs_in
from controlroom.ui.alarm_period import midnight
from controlroom.ui.complaint import Complaint, Misread
from controlroom.ui.log.rows import priority_of
from controlroom.ui.log.sentences import AUTOMATIC, PEOPLE
from controlroom.watch.refs import Ref
from controlroom.watch.words import mark

Kind = Literal["all", "people", "automatic"]
Short = Annotated[str, Field(max_length=64)]
NO_MOMENT: Final = mark("A moment is written as 2026-11-24 14:00, a day as 2026-11-24.")
ENDS_BEFORE: Final = mark("The end is before the beginning.")
A_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
A_MINUTE: Final = timedelta(minutes=1)


class Typed(BaseModel):
    """`about`: a place, a file, a unit or a screen, as the room calls it. `before`: only further back."""

    model_config = ConfigDict(populate_by_name=True, frozen=True)

    q: Annotated[str, Field(max_length=200)] = ""
    kind: Kind = "all"
    about: Short = ""
    person: Short = ""
    priority: Literal["", "1", "2", "3", "4"] = ""
    since: Annotated[Short, Field(alias="from")] = ""
    until: Annotated[Short, Field(alias="to")] = ""
    before: Annotated[int, Field(ge=0, lt=2**62)] = 0

    @property
    def any(self) -> bool:
        return bool(self.q or self.kind != "all" or self.about or self.person or self.priority or self.dated)

    @property
    def dated(self) -> bool:
        return bool(self.since or self.until)


@dataclass(frozen=True, slots=True)
class Wish:
    """`begins` is in it, `ends` is not. What is left of `typed` is asked of each row."""

    typed: Typed
    begins: datetime | None = None
    ends: datetime | None = None

    @property
    def sorts(self) -> tuple[str, ...]:
        return {"all": (*PEOPLE, *AUTOMATIC), "people": PEOPLE, "automatic": AUTOMATIC}[self.typed.kind]

    @property
    def selective(self) -> bool:
        return bool(self.typed.about or self.typed.person or self.typed.priority)

    def takes(self, happened: Happened, names: Names) -> bool:
        if (self.begins and happened.at < self.begins) or (self.ends and happened.at >= self.ends):
            return False
        if self.typed.priority and str(priority_of(happened, names)) != self.typed.priority:
            return False
        if self.typed.person and not _fits(self.typed.person, _people(happened, names)):
            return False
        return not self.typed.about or _fits(self.typed.about, _things(happened, names))


def _fits(wished: str, said: set[str]) -> bool:
    return wished.strip().casefold() in {one.casefold() for one in said}


def _people(happened: Happened, names: Names) -> set[str]:
    accounts = set(accounts_in(happened))
    return accounts | {names.people[name] for name in accounts if name in names.people}


def _things(happened: Happened, names: Names) -> set[str]:
    """Whatever it is about, by the names that the room has for it; an alert brings its place along."""
    refs: list[Ref] = list(refs_in(happened.event))
    found: set[str] = {key for ref in refs for key in _called(ref, names)}
    for number in alerts_in(happened):
        if (one := names.alerts.get(number)) is not None:
            found |= {f"#{number}", one.site or "", *_called(Ref.parse(one.object), names)}
    return found


def _called(ref: Ref, names: Names) -> set[str]:
    code = ref.key.rpartition("/")[0] if ref.noun.value == "leg" else ref.key
    return {ref.key, code, names.code_names.get(code, ""), *_of_alerts(code, names)} - {""}


def _of_alerts(code: str, names: Names) -> set[str]:
    return {names.named.code_names[code]} if names.named and code in names.named.code_names else set()


def read(typed: Typed) -> Wish | list[Complaint]:
    """By the clocks of the room. Of an hour that comes twice, the first begins and the second ends."""
    complaints: list[Complaint] = []
    bounds: dict[str, Any] = {}
    for field, text in (("from", typed.since), ("to", typed.until)):
        try:
            bounds[field] = _bound(field, text.strip())
        except Misread as misread:
            complaints.append(misread.complaint)
    begins, ends = bounds.get("from"), bounds.get("to")
    if begins and ends and ends <= begins:
        complaints.append(Complaint("to", ENDS_BEFORE, {}))
    return complaints or Wish(typed, begins, ends)


def _bound(field: str, text: str) -> datetime | None:
    """The end takes the minute, or the day, that it names along."""
    if not text:
        return None
    ends = field == "to"
    try:
        if A_DAY.fullmatch(text):
            return midnight(date.fromisoformat(text) + timedelta(days=ends))
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            at = at.replace(tzinfo=BRUSSELS, fold=int(ends))
        at = at.astimezone(UTC)
        return at + A_MINUTE if ends and not (at.second or at.microsecond) else at
    except (ValueError, OverflowError):
        raise Misread(field, NO_MOMENT) from None
