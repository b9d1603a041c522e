"""`python -m bench [--only accept]`: measure, print, and write docs/benchmarks.md."""

import argparse
import asyncio
import os
from collections.abc import Callable, Coroutine

from bench import accept, latency, report
from bench.findings import Findings
from bench.machine import describe

PARTS: dict[str, Callable[[], Coroutine[None, None, Findings]]] = {
    "accept": accept.measure,
    "latency": latency.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=[*PARTS, "report"], help="one part; `report` measures nothing")
    parser.add_argument("--peers", action="store_true", help="beside other products (not written yet)")
    given = parser.parse_args()
    if given.peers:
        parser.error("the comparison with other products is not written yet")
    for name in [given.only] if given.only else PARTS:
        if name in PARTS:
            load_before = os.getloadavg()[0]
            findings = asyncio.run(PARTS[name]())
            report.keep(name, findings, describe(load_before))
            report.show(findings)
    report.write()


main()
