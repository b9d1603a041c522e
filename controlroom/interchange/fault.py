"""Why something in a file is not taken: its line, and the reason in words that can be translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """`line`: as an editor counts, from 1. `text` was marked where it stands; `values` belong into it."""

    line: int
    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """With `words`: as a refusal of the watch is told (ui/reason.py)."""
        return self.text

    @property
    def words(self) -> Mapping[str, object]:
        return self.values


class Unreadable(ValueError):
    """Raised where it is found; whoever reads the whole decides how much of it is lost with it."""

    def __init__(self, line: int, text: str, **values: object) -> None:
        super().__init__(f"line {line}: {text}")
        self.fault = Fault(line, text, values)
