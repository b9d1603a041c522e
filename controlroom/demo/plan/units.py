"""The units: two teams for each post, the escorts and liaison officers of the visits, four patrols."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from controlroom.demo.data import table
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind

PATROLS: Final = ("PAT-1", "PAT-2", "PAT-3", "PAT-4")


def units(visits: Sequence[dict[str, Any]]) -> Iterator[RegisterUnit]:
    for post in table("posts"):
        for call_sign in teams(post["code"]):
            yield RegisterUnit(call_sign, f"Team of {post['name']}", UnitKind.POST, Pulse.CRITICAL)
    for escort in sorted({visit["escort"] for visit in visits}):
        yield RegisterUnit(escort, f"Escort {escort[4:]}", UnitKind.ESCORT, Pulse.CRITICAL)
    for officer in sorted({visit["liaison"] for visit in visits if "liaison" in visit}):
        yield RegisterUnit(officer, f"Liaison officer {officer[3:]}", UnitKind.LIAISON, Pulse.NORMAL)
    for patrol in PATROLS:
        yield RegisterUnit(patrol, f"Patrol {patrol[4:]}", UnitKind.PATROL, Pulse.NORMAL)


def teams(post: str) -> tuple[str, str]:
    """They take turns; the one that rests stays on the air."""
    return f"{post}A", f"{post}B"
