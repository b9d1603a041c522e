"""What an earlier run left behind when it was killed."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from controlroom.clock import monotonic
from controlroom.demo.processes import PATIENCE_S, POLL_S


async def end_leftover(pid: int, marks: Sequence[str], farewell: signal.Signals) -> None:
    """End what an earlier, killed parent left; a process that does not carry all `marks` is a stranger."""
    deadline = monotonic() + PATIENCE_S
    while _is_ours(pid, marks):
        os.kill(pid, farewell if monotonic() < deadline else signal.SIGKILL)
        await asyncio.sleep(POLL_S * 5)


def _is_ours(pid: int, marks: Sequence[str]) -> bool:
    line = _command_line(pid)
    return bool(line) and all(mark in line for mark in marks)


def _command_line(pid: int) -> str:
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    asked = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()
