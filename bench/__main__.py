"""`python -m bench [--only accept]`: measure, print, and write docs/benchmarks.md."""

import argparse
import asyncio
import os
from importlib import import_module
from typing import Final

from bench import report
from bench.machine import describe

PARTS: Final = (
    "accept",
    "acknowledge",
    "keys",
    "latency",
    "walls",
    "timers",
    "history",
    "files",
    "vehicles",
    "startup",
    "soak",
    "disk",
)
PEERS: Final = "peers"
"""Installs another product, so it is measured only when asked for."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=[*PARTS, "report"], help="one part; `report` measures nothing")
    parser.add_argument("--peers", action="store_true", help="beside Alerta, which is installed for it")
    parser.add_argument("--minutes", type=float, help="how long the soak lasts")
    given = parser.parse_args()
    chosen = [given.only] if given.only else [] if given.peers else list(PARTS)
    for name in [*chosen, *([PEERS] if given.peers else [])]:
        if name != "report":
            _measure(name, {"minutes": given.minutes} if name == "soak" and given.minutes else {})
    report.write()


def _measure(name: str, arguments: dict[str, float]) -> None:
    part = import_module(f"bench.{name}")
    load_before = os.getloadavg()[0]
    findings = asyncio.run(part.measure(**arguments))
    report.keep(name, findings, describe(load_before), part.HOW)
    report.show(findings)


main()
