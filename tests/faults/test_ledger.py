"""The page of faults says what failed before what held, and of which run each count is."""

from dataclasses import asdict
from typing import Any

import pytest

from bench.machine import Taken
from tests.faults.history import History, Stored
from tests.faults.ledger import Ledger, page

EARLY = Taken("2026-11-24 10:00 UTC", "aaaaaaa", "2 cores", "0.1 before, 0.2 at the end")
LATE = Taken("2026-11-25 10:00 UTC", "bbbbbbb", "2 cores", "0.1 before, 0.2 at the end")


def kept(ledger: Ledger, taken: Taken) -> dict[str, Any]:
    return {row.fault: {"taken": asdict(taken), **asdict(row)} for row in ledger.rows}


def test_what_failed_stands_first_and_names_its_test_and_run() -> None:
    held, broke = Ledger(), Ledger()
    held.row("Redis away", often=3)
    held.took("writes again", 0.4)
    held.took("writes again", 0.2)
    held.close(None)
    broke.row("disk full")
    broke.close("test_disk")
    lines = page(kept(held, EARLY) | kept(broke, LATE)).splitlines()
    first, second = (line for line in lines if line.startswith(("| disk", "| Redis")))
    assert first == "| disk full | 1 |  |  |  | **failed** (test_disk) | 2 |"
    assert second == "| Redis away | 3 |  |  |  | writes again 0.4 s | 1 |"


def test_a_time_over_its_bound_is_kept_and_fails() -> None:
    ledger = Ledger()
    ledger.row("Redis away")
    with pytest.raises(AssertionError, match=r"writes again after 5\.1 s, and 5\.0 s are allowed"):
        ledger.took("writes again", 5.1, 5.0)
    assert ledger.rows[-1].took == {"writes again": 5.1}


async def test_what_the_checker_finds_is_counted_and_fails(database: Any) -> None:
    history, ledger = History(), Ledger()
    history.told["P-01", "made-up"] = [Stored(1, fresh=True)]
    ledger.row("nothing at all")
    with pytest.raises(AssertionError, match="is lost"):
        await ledger.proved(history, database.database_url)
    assert (ledger.rows[-1].stored, ledger.rows[-1].wrong) == (1, 1)
