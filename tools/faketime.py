"""Find libfaketime for the tests, install it if it is not there, and print its path, or nothing without it.

The tests that put a clock forward and back are skipped without it: they never touch the machine's own clock.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.browser import apt_get, may_install

PLACES = ("/usr/lib", "/usr/local/lib", "/usr/lib64")
NAME = "faketime/libfaketime.so.1"
TRY = "import time; print(round(time.time()))"


def main() -> int:
    found = installed()
    if found is None and may_install():
        apt_get("libfaketime")
        found = installed()
    print(found or "")
    return 0


def installed() -> Path | None:
    return next((path for path in candidates() if works(path)), None)


def candidates() -> Iterator[Path]:
    for place in PLACES:
        yield Path(place) / NAME
        yield from sorted(Path(place).glob(f"*/{NAME}"))


def works(library: Path) -> bool:
    """A library for another processor is there and is not loaded."""
    if not library.exists():
        return False
    env = {"LD_PRELOAD": str(library), "FAKETIME": "@1980-01-01 00:00:00"}
    tried = subprocess.run([sys.executable, "-c", TRY], env=env, capture_output=True, text=True, check=False)
    return tried.returncode == 0 and tried.stdout.strip().isdigit() and int(tried.stdout) < 400_000_000


if __name__ == "__main__":
    sys.exit(main())
