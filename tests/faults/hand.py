"""A clock that a test puts forward and back while processes go by it; nobody else's is touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tools.faketime import installed


@dataclass(frozen=True, slots=True)
class Hand:
    """Processes started with this environment are `turn` seconds off; their clock that never jumps is not."""

    library: Path
    file: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }

    def turn(self, by_s: float) -> None:
        draft = self.file.with_suffix(".new")
        draft.write_text(f"{by_s:+.0f}\n")
        draft.chmod(0o644)
        draft.rename(self.file)


@contextmanager
def a_hand() -> Iterator[Hand]:
    """In a directory that PostgreSQL can look into, whoever it runs as. Skips without libfaketime."""
    library = installed()
    if library is None:
        pytest.skip("no libfaketime: `apt-get install libfaketime`, or `make faults` as root on Debian")
    with TemporaryDirectory(prefix="controlroom-clock-") as directory:
        Path(directory).chmod(0o755)
        hand = Hand(library, Path(directory) / "offset")
        hand.turn(0)
        try:
            yield hand
        finally:
            _sweep()


def _sweep() -> None:
    """What the library shared among processes that are no more; those that were killed leave it."""
    for kind in ("faketime_shm_", "sem.faketime_sem_"):
        for left in Path("/dev/shm").glob(f"{kind}*"):
            if not Path("/proc", left.name.removeprefix(kind)).exists():
                left.unlink(missing_ok=True)
