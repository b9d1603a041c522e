"""Two races, on both products in turn: the same new report 32 times at once, two acknowledgements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.findings import Bar, Table
from bench.peers.judge import Outcome, SameReport, outcomes
from bench.peers.ours import Ours
from bench.peers.theirs import Theirs

CONNECTIONS: Final = 32
SAME_REPORTS: Final = 100
ACKNOWLEDGEMENTS: Final = 50


@dataclass(frozen=True, slots=True)
class Races:
    reports: Sequence[SameReport]
    acknowledgements: Sequence[Outcome]


async def race(ours: Ours, theirs: Theirs) -> dict[str, Races]:
    """Each race is run on one product and then on the other, so that both share the noise."""
    reports = [
        (await ours.same_report(n, CONNECTIONS), await theirs.same_report(n, CONNECTIONS))
        for n in range(SAME_REPORTS)
    ]
    acknowledged = [
        (await ours.two_acknowledge(n), await theirs.two_acknowledge(n)) for n in range(ACKNOWLEDGEMENTS)
    ]
    return {
        "Controlroom": Races([r for r, _ in reports], [a for a, _ in acknowledged]),
        "Alerta": Races([r for _, r in reports], [a for _, a in acknowledged]),
    }


def bars(ours: Races) -> list[Bar]:
    wrong = sum(race.wrong for race in ours.reports)
    answers = sum(len(race.answers) for race in ours.reports)
    mistold = sum(each is not Outcome.NAMED for each in ours.acknowledgements)
    pairs = len(ours.acknowledgements)
    return [
        Bar(
            "wrong answers, the same new report 32 times at once", "0", f"{wrong} of {answers:,}", wrong == 0
        ),
        Bar(
            "two acknowledge at once: not one winner who is named", "0", f"{mistold} of {pairs}", mistold == 0
        ),
    ]


def tables(found: dict[str, Races]) -> list[Table]:
    return [
        Table(
            f"The same new report over {CONNECTIONS} connections at once",
            ["product", "reports", "stored once", "answers", "5xx", "wrong"],
            [[name, *_report_row(races.reports)] for name, races in found.items()],
            ["Wrong: an answer that does not say ok and name the one report that is stored; a 5xx is one."],
        ),
        Table(
            "Two officers acknowledge the same alert at once",
            ["product", "alerts", *Outcome],
            [
                [name, str(len(races.acknowledgements)), *outcomes(races.acknowledgements)]
                for name, races in found.items()
            ],
        ),
    ]


def _report_row(reports: Sequence[SameReport]) -> list[str]:
    once = sum(len(report.stored) == 1 for report in reports)
    answers = sum(len(report.answers) for report in reports)
    errors = sum(report.errors for report in reports)
    wrong = sum(report.wrong for report in reports)
    return [str(len(reports)), str(once), f"{answers:,}", f"{errors:,}", f"{wrong:,}"]
