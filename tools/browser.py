"""Find a Chromium for the tests, install one if there is none, and print its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def main() -> int:
    if not driver_starts() and may_install():
        apt_get("libatomic1")  # the driver's own node needs it, and a bare Debian has it not
    path = installed() or from_apt() or from_playwright()
    if path is None:
        print("No browser. Install chromium, or name one in CONTROLROOM_TEST_BROWSER.", file=sys.stderr)
        return 1
    print(path)
    return 0


def installed() -> str | None:
    candidates = [os.environ.get("CONTROLROOM_TEST_BROWSER"), *map(shutil.which, NAMES), playwrights_own()]
    return next((path for path in candidates if path and starts(path)), None)


def driver_starts() -> bool:
    tried = subprocess.run(
        [sys.executable, "-m", "playwright", "--version"], capture_output=True, check=False
    )
    return tried.returncode == 0


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def from_apt() -> str | None:
    if not may_install():
        return None
    apt_get("chromium", "fonts-dejavu-core")
    return installed()


def apt_get(*packages: str) -> None:
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def from_playwright() -> str | None:
    run(sys.executable, "-m", "playwright", "install", "chromium")
    return installed()


def playwrights_own() -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    found = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def starts(path: str) -> bool:
    """Ubuntu has a `chromium` that is only a pointer to a snap: it is on the PATH and does not start."""
    try:
        subprocess.run([path, "--version"], capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def run(*command: str) -> None:
    """Whether it worked is seen by looking for a browser again; what went wrong goes to standard error."""
    print("+", *command, file=sys.stderr)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, stdout=subprocess.DEVNULL, env=env, check=False)


if __name__ == "__main__":
    sys.exit(main())
