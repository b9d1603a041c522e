"""On which machine, in which state, of which commit a figure was taken."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Taken:
    """`load`: how many processes wanted a core over the minute before the run, and over the run's last."""

    at: str
    commit: str
    machine: str
    load: str


def describe(load_before: float) -> Taken:
    return Taken(
        at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        commit=_commit(),
        machine=_machine(),
        load=f"{load_before:.1f} before, {os.getloadavg()[0]:.1f} at the end",
    )


def _machine() -> str:
    processor = _first("/proc/cpuinfo", "model name")
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({processor}), {_memory_gb():.0f} GB memory, {system}"


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def _memory_gb() -> float:
    return int(_first("/proc/meminfo", "MemTotal").split()[0]) / 1024**2


def _first(file: str, key: str) -> str:
    found = re.search(rf"^{key}\s*:\s*(.+)$", Path(file).read_text(), re.MULTILINE)
    return found[1].strip() if found else "0 unknown"
