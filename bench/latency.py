"""From a report's POST to the panel on a screen that shows it."""
from bench.findings import Findings


async def measure() -> Findings:
    return Findings()
