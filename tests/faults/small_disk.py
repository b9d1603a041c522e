"""A disk that a test may fill: a small file system of its own, gone at the end."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

MIB = 1024 * 1024
BLOCK = 4096


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """`kind` says what it is made of: ext4 in a file, or memory where the kernel lends no loop device."""

    path: Path
    kind: str

    @property
    def ballast(self) -> Path:
        return self.path / "ballast"

    def fill(self) -> int:
        """Take what is left, to the last block; how many bytes that was."""
        size = 0
        with self.ballast.open("ab", buffering=0) as file:
            for piece in (MIB, BLOCK):
                with suppress(OSError):
                    while written := file.write(bytes(piece)):
                        size += written
        return size

    def free(self) -> None:
        self.ballast.unlink()


@contextmanager
def a_small_disk(directory: Path, mib: int) -> Iterator[SmallDisk]:
    """Mounted below `directory`. Skips where nothing may be mounted."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system of limited size")
    place = directory / "disk"
    place.mkdir()
    kind = _mount(directory / "disk.img", place, mib)
    try:
        place.chmod(0o755)
        yield SmallDisk(place, kind)
    finally:
        _run("umount", place) or _run("umount", "--lazy", place)


def _mount(image: Path, place: Path, mib: int) -> str:
    if shutil.which("mkfs.ext4"):
        with image.open("wb") as file:
            file.truncate(mib * MIB)
        made = _run("mkfs.ext4", "-q", "-m", "0", image)
        if made and _run("mount", "-o", "loop", image, place):
            return "ext4 in a file"
    if _run("mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", place):
        return "tmpfs"
    pytest.skip("this kernel lets root mount neither a loop device nor a tmpfs")


def _run(*command: str | Path) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
