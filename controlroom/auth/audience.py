"""What there is to see, and for whom it is drawn: equal audiences share a drawing, others never do."""

from dataclasses import dataclass
from typing import Final, Literal

from controlroom.auth.roles import Right, Role

Board = Literal["wall", "desk"]
PanelName = Literal["header", "alerts", "visits", "posts", "patrols", "incidents", "feeds", "summit"]
PANELS: Final[tuple[PanelName, ...]] = (
    "header",
    "alerts",
    "visits",
    "posts",
    "patrols",
    "incidents",
    "feeds",
)
"""What a wall and a desk show."""
SUMMIT_PANELS: Final[tuple[PanelName, ...]] = ("header", "summit", "feeds")
"""What the board of one summit shows, at a desk or on a wall."""
LOCALES: Final = ("en", "nl", "fr", "de")

NEEDED: Final[dict[Board, Right]] = {"wall": Right.SEE_WALL, "desk": Right.SEE_DESK}

DEFAULT_ROWS: Final[dict[Board, dict[str, int]]] = {
    "wall": {"alerts": 7, "visits": 8, "posts": 4, "patrols": 2, "incidents": 2, "summit": 20},
    "desk": {"alerts": 200, "visits": 30, "posts": 60, "patrols": 30, "incidents": 40, "summit": 200},
}
"""What is drawn before a screen has said what fits: the measured capacity of 75 inch read from 5 m."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Equal audiences get the same bytes. `rows`: how many rows of each panel fit on the screen.

    `event`: the summit whose board it looks at instead of the room's.
    `reader`: whose desk it is; from that comes, when a panel is drawn, which restricted files it `reads`.
    """

    board: Board = "wall"
    locale: str = "en"
    masked: bool = False
    rows: tuple[tuple[str, int], ...] = ()
    role: Role = Role.WALL
    reader: str = ""
    reads: frozenset[str] = frozenset()
    event: str = ""

    @property
    def panels(self) -> tuple[PanelName, ...]:
        return SUMMIT_PANELS if self.event else PANELS

    def rows_for(self, panel: str) -> int:
        return dict(self.rows).get(panel, DEFAULT_ROWS[self.board].get(panel, 10))
