"""A site as it is called on a screen."""

from dataclasses import dataclass

from controlroom.auth.audience import Board


@dataclass(frozen=True, slots=True)
class Place:
    """By its name, and by its short one where room is scarce."""

    name: str
    short: str = ""

    def on(self, board: Board) -> str:
        return (self.short or self.name) if board == "wall" else self.name
