"""Alerta from PyPI, in an environment of its own, so that nothing of it comes near ours."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.machine import ROOT

PLACE: Final = ROOT / ".venv" / "peers"
REQUIREMENTS: Final = Path(__file__).parent / "requirements.txt"
PIP: Final = (
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--require-hashes",
    "--no-deps",
)


def installed() -> Path:
    """Its `bin`; made once, and again when the requirements change. SystemExit if pip cannot."""
    programs, note = PLACE / "bin", PLACE / "installed.txt"
    wanted = REQUIREMENTS.read_text()
    if note.exists() and note.read_text() == wanted:
        return programs
    print(f"Installing Alerta from PyPI into {PLACE} (once) ...", flush=True)
    _run("a virtual environment could not be made", sys.executable, "-m", "venv", "--clear", PLACE)
    arguments = (*PIP, "--only-binary", ":all:", "--requirement", REQUIREMENTS)
    _run("Alerta could not be installed from PyPI", programs / "python", *arguments)
    note.write_text(wanted)
    return programs


def _run(failure: str, *command: str | Path) -> None:
    ended = subprocess.run(command, check=False)
    if ended.returncode:
        raise SystemExit(f"{failure}, so nothing was compared; the lines above say why")
