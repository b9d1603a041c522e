"""What the person at the terminal sees: a bar while it runs, a clear sum at the end."""

from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from controlroom.feeds.client.outbox import RefusedReport
from controlroom.feeds.client.sender import Tally

SHOWN = 5


class Bar:
    """On standard error, and only on a terminal: standard output is for the sum."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task("", total=total, counts="", note="")

    def __enter__(self) -> Self:
        if self._progress.console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, tally: Tally) -> None:
        done = tally.fresh + tally.known + tally.refused
        counts = (
            f"accepted {tally.fresh}  known {tally.known}  refused {tally.refused}  waiting {tally.waiting}"
        )
        total = max(self._total, done + tally.waiting)
        self._progress.update(self._task, completed=done, total=total, counts=counts, note=escape(tally.note))


def summary(tally: Tally, unreadable: int, seconds: float) -> str:
    """The one line that says what became of everything."""
    parts = [f"{tally.fresh} accepted", f"{tally.known} already known", f"{tally.refused} refused"]
    if unreadable:
        parts.append(f"{unreadable} unreadable")
    parts.append(f"{tally.waiting} waiting")
    return f"{', '.join(parts)}, in {seconds:.1f} s"


def reasons(refused: Sequence[RefusedReport]) -> str:
    """The most frequent reasons, each with how often it was given."""
    found = Counter(f"{report.feed}: {report.reason}" for report in refused)
    lines = [f"  {times} x {reason}" for reason, times in found.most_common(SHOWN)]
    if len(found) > SHOWN:
        lines.append(f"  and {len(found) - SHOWN} other reasons")
    return "\n".join(lines)
