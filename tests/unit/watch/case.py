"""A row of every_rule.py, played at the place of room.py."""

from controlroom.watch.alerts import Alert
from controlroom.watch.refs import Ref
from tests.unit.watch.every_rule import Row, Words
from tests.unit.watch.room import Room, noon, the_place

A_SECOND = 1 / 60
"""In minutes."""


class Case:
    """A row that is being played: what is said is said once, at its time."""

    def __init__(self, row: Row, *more: Words) -> None:
        self.row, self.room = row, Room(now=noon())
        self.ahead = sorted(
            (word for words in (row.words, *more) for word in words), key=lambda word: word[0]
        )
        for command in (*the_place(), *row.place()):
            self.room.do(command, actor="setup")

    @classmethod
    def brought_about(cls, row: Row, *more: Words) -> "Case":
        case = cls(row, *more)
        case.until(row.due)
        return case

    def until(self, minute: float) -> None:
        while self.ahead and self.ahead[0][0] <= minute:
            at, make = self.ahead.pop(0)
            self.room.pass_time(noon(at))
            self.room.do(make())
        self.room.pass_time(noon(minute))

    def clear(self) -> None:
        minute, clear = self.row.clears
        self.until(minute)
        clear(self.room)

    @property
    def ever(self) -> list[Alert]:
        """All alerts of the rule about the thing of the row."""
        found = self.room.ever(self.row.rule.name)
        return [alert for alert in found if self.row.about in (alert.object, Ref.parse(alert.object).noun)]

    @property
    def active(self) -> list[Alert]:
        return [alert for alert in self.ever if alert.active]

    @property
    def priorities(self) -> list[int]:
        return [alert.priority for alert in self.active]
