"""What there is to see, and for whom it is drawn: equal audiences share a drawing, others never do."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from controlroom.auth.roles import Right, Role

Board = Literal["wall", "desk"]
PanelName = Literal["header", "alerts", "visits", "posts", "patrols", "incidents", "feeds"]
PANELS: Final[tuple[PanelName, ...]] = get_args(PanelName)
LOCALES: Final = ("en", "nl", "fr", "de")

NEEDED: Final[dict[Board, Right]] = {"wall": Right.SEE_WALL, "desk": Right.SEE_DESK}

DEFAULT_ROWS: Final[dict[Board, dict[str, int]]] = {
    "wall": {"alerts": 7, "visits": 8, "posts": 4, "patrols": 2, "incidents": 2},
    "desk": {"alerts": 200, "visits": 30, "posts": 60, "patrols": 30, "incidents": 40},
}
"""What is drawn before a screen has said what fits: the measured capacity of 75 inch read from 5 m."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Equal audiences get the same bytes. `rows`: how many rows of each panel fit on the screen.

    `reader`: whose desk it is; from that comes, when a panel is drawn, which restricted files it `reads`.
    """

    board: Board = "wall"
    locale: str = "en"
    masked: bool = False
    rows: tuple[tuple[str, int], ...] = ()
    role: Role = Role.WALL
    reader: str = ""
    reads: frozenset[str] = frozenset()

    def rows_for(self, panel: str) -> int:
        return dict(self.rows).get(panel, DEFAULT_ROWS[self.board].get(panel, 10))
