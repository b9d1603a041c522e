"""What a file would change, line by line, before anything is changed; and what is done once it is agreed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from controlroom.interchange.fault import Fault
from controlroom.watch.commands import Command


class Standing(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """Of one field, called by a marked word; `before` is empty for what was not there."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the preview. `commands`: what is to be done if it is agreed to, in this order."""

    line: int
    what: str
    standing: Standing
    changes: tuple[Change, ...] = ()
    fault: Fault | None = None
    notes: tuple[Fault, ...] = ()
    commands: tuple[Command, ...] = ()

    @property
    def silent(self) -> bool:
        """There is nothing to be read about it: it is counted, no more."""
        return self.standing is Standing.UNCHANGED and not self.notes


@dataclass(frozen=True, slots=True)
class Preview:
    lines: tuple[Told, ...] = ()
    notes: tuple[Fault, ...] = field(default=())

    def count(self, standing: Standing) -> int:
        return sum(line.standing is standing for line in self.lines)

    @property
    def counts(self) -> dict[Standing, int]:
        return {standing: count for standing in Standing if (count := self.count(standing))}

    @property
    def taken(self) -> int:
        return self.count(Standing.NEW) + self.count(Standing.CHANGED)

    @property
    def commands(self) -> list[Command]:
        return [command for line in self.lines for command in line.commands]

    @property
    def of_each(self) -> list[list[Command]]:
        """By line, of those that would do something."""
        return [[*line.commands] for line in self.lines if line.commands]

    @property
    def digest(self) -> str:
        """Of all that would be done: whoever agrees says by it to what."""
        return sha256(repr(self.commands).encode()).hexdigest()


def refused(faults: Iterable[Fault]) -> list[Told]:
    """Lines that cannot even be read."""
    return [Told(fault.line, "", Standing.REFUSED, fault=fault) for fault in faults]


def in_order(lines: Iterable[Told], notes: Iterable[Fault] = ()) -> Preview:
    return Preview(tuple(sorted(lines, key=lambda told: (told.line, told.what))), tuple(notes))
