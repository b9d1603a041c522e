"""Why a message is not taken: the line and the element at which it fails, and the reason."""


class NotCap(ValueError):
    """`line`: as an editor counts, from 1. `element`: its path below `alert`, as `info/severity`."""

    def __init__(self, line: int, element: str, reason: str) -> None:
        super().__init__(f"line {line}: {element}: {reason}")
        self.line = line
        self.element = element
        self.reason = reason


def shown(text: str, at_most: int = 60) -> str:
    """What stood there, short, and on one line."""
    cut = text if len(text) <= at_most else f"{text[: at_most - 1]}…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)
