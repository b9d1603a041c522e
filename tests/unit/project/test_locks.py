"""What one process of all does is held apart by the number of its lock; no number says whose it is."""

import re
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "controlroom"
OURS = re.compile(r"\b7_?205_?759_?(\d{3})\b")


def test_no_two_parts_share_a_lock() -> None:
    """Mail once had the number of the replays: where they came first nothing was ever sent.

    A trigger, which a migration makes, may share that of the part which it waits for.
    """
    holders = defaultdict(list)
    for source in PACKAGE.rglob("*.py"):
        if "migrations" in source.parts:
            continue
        for number in OURS.findall(source.read_text()):
            holders[number].append(str(source.relative_to(PACKAGE)))
    assert {"mail/build.py", "webhooks/courier.py"} <= {where for each in holders.values() for where in each}
    assert {number: parts for number, parts in holders.items() if len(parts) > 1} == {}
