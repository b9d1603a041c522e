"""What a benchmark found: figures against their bars, and the tables behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Bar:
    """`what` was to reach `bar`, and `measured` this; `met` is None where the bar does not apply here."""

    what: str
    bar: str
    measured: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    bars: list[Bar] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def at_least(what: str, bar: float, measured: float, unit: str = "") -> Bar:
    return Bar(what, f"at least {number(bar)}{unit}", f"{number(measured)}{unit}", measured >= bar)


def at_most(what: str, bar: float, measured: float, unit: str = " ms") -> Bar:
    return Bar(what, f"at most {number(bar)}{unit}", f"{number(measured)}{unit}", measured <= bar)


def number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 1 else f"{value:.2f}".removesuffix(".00")


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(-int(-len(ordered) * share // 100) - 1, 0)]


def middle(values: Iterable[float]) -> str:
    """The median, and from where to where the runs went."""
    seen = list(values)
    return f"{number(median(seen))} ({number(min(seen))} to {number(max(seen))})"
