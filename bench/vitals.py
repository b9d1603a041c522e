"""What a process takes of the machine, read from /proc."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Vitals:
    """Memory in MB: resident, and with what is shared divided among those who share it."""

    rss_mb: float
    pss_mb: float
    fds: int
    threads: int


def vitals(pid: int) -> Vitals:
    memory = _named(PROC / str(pid) / "smaps_rollup")
    threads = _named(PROC / str(pid) / "status")["Threads"]
    fds = len(list((PROC / str(pid) / "fd").iterdir()))
    return Vitals(int(memory["Rss"]) / 1024, int(memory["Pss"]) / 1024, fds, int(threads))


def cpu_s(pid: int) -> float:
    """Seconds of processor time, user and system, of all threads of a process."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descendants_pss_mb(pid: int, command: str) -> float:
    """Of all processes below this one whose name begins so; one that ends meanwhile counts nothing."""
    return sum(_pss_mb(child) for child, name in descendants(pid) if name.startswith(command))


def descendants(pid: int) -> Iterator[tuple[int, str]]:
    """Numbers and names of the processes that this one started, and those, and so on."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    waiting = [pid]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            waiting.append(child)
            yield child, _name(child)


def _pss_mb(pid: int) -> float:
    try:
        return int(_named(PROC / str(pid) / "smaps_rollup")["Pss"]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _name(pid: int) -> str:
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may hold anything: the state, the parent, ..."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _named(file: Path) -> dict[str, str]:
    lines = (line.split() for line in file.read_text().splitlines())
    return {words[0].removesuffix(":"): words[1] for words in lines if len(words) > 1}
