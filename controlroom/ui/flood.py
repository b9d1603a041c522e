"""A flood of alerts, sorted for one operator: what is urgent by itself, the rest by rule (R25)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controlroom.ui.panels import AlertRow, Priority
from controlroom.watch.refs import Noun
from controlroom.watch.rules import BY_NAME

LINES: Final = 12
"""No queue has more lines in a flood."""
ALONE_TO: Final = 2
"""The lowest priority that stands by itself."""


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """Alerts of one rule that are P3 or P4, in their order: "Patrol check missed, 14 sites"."""

    rule: str
    rows: tuple[AlertRow, ...]

    @property
    def priority(self) -> Priority:
        return min(row.priority for row in self.rows)

    @property
    def priorities(self) -> tuple[Priority, ...]:
        return tuple(row.priority for row in self.rows)

    @property
    def noun(self) -> str:
        """What they are about."""
        rule = BY_NAME.get(self.rule)
        return rule.noun.value if rule else Noun.ALERT.value

    @property
    def things(self) -> int:
        return len({row.object_label for row in self.rows})

    @property
    def place(self) -> str:
        """The site, if they are all at one."""
        places = {row.place for row in self.rows}
        return places.pop() if len(places) == 1 else ""

    @property
    def unacked(self) -> int:
        return sum(row.unacked for row in self.rows)

    @property
    def in_bulk(self) -> tuple[AlertRow, ...]:
        return tuple(row for row in self.rows if row.in_bulk)

    @property
    def raised_at(self) -> datetime:
        """When the oldest of them was."""
        return min(row.raised_at for row in self.rows)


Line = AlertRow | AlertGroup


def lines(rows: Iterable[AlertRow]) -> Sequence[Line]:
    """P1 and P2 first, in their order; then the rest by rule, what nobody has seen and the worst first."""
    alone: list[Line] = []
    by_rule: dict[str, list[AlertRow]] = {}
    for row in rows:
        if row.priority <= ALONE_TO:
            alone.append(row)
        else:
            by_rule.setdefault(row.rule, []).append(row)
    groups = [AlertGroup(rule, tuple(of)) for rule, of in by_rule.items()]
    groups.sort(key=lambda group: (not group.unacked, group.priority))
    return [*alone, *(group.rows[0] if len(group.rows) == 1 else group for group in groups)]
