"""How large letters must be on a screen of the room, to be read from where people sit."""

from dataclasses import dataclass

from controlroom.auth.screens import Theme


@dataclass(frozen=True, slots=True)
class Display:
    """The diagonal in inches, the reading distance in metres."""

    name: str
    diagonal_in: float = 75
    distance_m: float = 5
    theme: Theme = "night"

    @property
    def k(self) -> float:
        """1 is 75 inch at 5 m: the capitals of body text stand 16 minutes of arc (NUREG-0700: 15 or more)."""
        return round(15 * self.distance_m / self.diagonal_in, 3)

    @property
    def layout(self) -> str:
        """How many columns there is room for; the same limits stand in static/screen.js."""
        if self.k < 0.88:
            return "three"
        return "two" if self.k < 1.15 else "one"
