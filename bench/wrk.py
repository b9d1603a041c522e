"""Load by wrk, a client in C: on two cores every cycle that the client takes is missing at the server."""

import asyncio
import json
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

SCRIPT = Path(__file__).parent / "report.lua"
Kind = Literal["incident", "mixed"]
_seeds = count(1)


@dataclass(frozen=True, slots=True)
class Shot:
    """What one run of wrk saw; times in milliseconds. `broken`: connections refused, cut or timed out."""

    answers: int
    seconds: float
    refused: int
    broken: int
    p50: float
    p90: float
    p99: float
    worst: float

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds


async def shoot(
    url: str,
    tokens: Path,
    *,
    connections: int,
    seconds: float,
    kind: Kind = "incident",
    batch: int = 1,
    script: Path = SCRIPT,
) -> Shot:
    """Every connection posts its next report as soon as the last was answered; `script` makes the reports."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk makes the load and is not here; on Debian: apt-get install wrk")
    process = await asyncio.create_subprocess_exec(
        wrk,
        *("--threads", "1", "--connections", str(connections), "--duration", f"{seconds:.0f}s"),
        *("--timeout", "10s", "--script", str(script), url),
        *("--", str(tokens), str(next(_seeds)), kind, str(batch)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"wrk ended with {process.returncode}")
    return Shot(**json.loads(said.decode().strip().splitlines()[-1]))
