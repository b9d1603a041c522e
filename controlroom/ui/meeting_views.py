"""A meeting as a page shows it, with what whoever looks may do in it."""

from dataclasses import dataclass
from datetime import datetime

from controlroom.store.panels.meetings import Guest, Told
from controlroom.watch.meetings import Meeting, MeetingState, Opinion, Said


@dataclass(frozen=True, slots=True)
class Passage:
    """Words with who wrote them when; `words` is None where they were erased."""

    by: str
    at: datetime
    words: str | None


@dataclass(frozen=True, slots=True)
class Seat:
    """`opinion`: the one that counts; `earlier`: those that it follows, the newest first."""

    name: str
    called: str
    service: str
    opinion: Passage | None
    earlier: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """`mine`: whoever looks has a seat in it. `may_keep`: they call meetings and lead them."""

    id: str
    file: str
    about: str
    state: str
    at: datetime
    place: str
    called_by: str
    held_at: datetime | None
    seats: tuple[Seat, ...]
    analysis: Passage | None
    decision: Passage | None
    minutes: Passage | None
    mine: bool
    may_keep: bool
    guests: tuple[Guest, ...] = ()

    @property
    def open(self) -> bool:
        return self.state != MeetingState.CLOSED.value

    @property
    def to_come(self) -> bool:
        return self.state == MeetingState.INVITED.value

    @property
    def silent(self) -> int:
        """How many partners have given no opinion."""
        return sum(seat.opinion is None for seat in self.seats)


def meeting_page(told: Told, name: str, *, may_keep: bool, guests: list[Guest]) -> MeetingPage:
    it = told.meeting
    return MeetingPage(
        it.id,
        it.file,
        told.file,
        it.state.value,
        it.at,
        it.place,
        told.people.get(it.called_by, it.called_by),
        it.held_at,
        _seats(told),
        _passage(told, it.analysis),
        _passage(told, it.decision),
        _passage(told, it.minutes),
        it.seat(name) is not None,
        may_keep,
        tuple(guest for guest in guests if it.seat(guest.name) is None),
    )


def _seats(told: Told) -> tuple[Seat, ...]:
    it = told.meeting
    return tuple(
        Seat(
            seat.name,
            told.people.get(seat.name, seat.name),
            seat.service.value,
            _passage(told, it.opinion_of(seat.name)),
            tuple(filter(None, (_passage(told, one) for one in _earlier(it, seat.name)))),
        )
        for seat in it.invited
    )


def _earlier(it: Meeting, name: str) -> list[Opinion]:
    return [one for one in it.opinions if one.by == name][-2::-1]


def _passage(told: Told, said: Said | Opinion | None) -> Passage | None:
    if said is None:
        return None
    return Passage(told.people.get(said.by, said.by), said.at, told.said.get(said.number))
