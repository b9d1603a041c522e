"""Files that somebody drops into a folder: which are whole, and where they go when they are done."""

from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

UNFINISHED = {".part", ".tmp", ".partial", ".crdownload", ".swp"}


@dataclass(frozen=True, slots=True)
class DroppedFile:
    path: Path
    identity: str
    """Name, inode, size and time of the last change: another file of the same name is another file."""


def ready_files(folder: Path, before: dict[str, str]) -> tuple[list[DroppedFile], dict[str, str]]:
    """The files that are as they were at the look before, in the order of their names; and this look."""
    now = {path.name: identity for path in sorted(folder.iterdir()) if (identity := _identity(path))}
    return [
        DroppedFile(folder / name, identity) for name, identity in now.items() if before.get(name) == identity
    ], now


def _identity(path: Path) -> str | None:
    """None for what is no finished file: hidden, *.part, a folder, a link that could point anywhere."""
    if path.name.startswith(".") or path.suffix.lower() in UNFINISHED:
        return None
    try:
        found = path.lstat()
    except FileNotFoundError:  # taken away between the two looks
        return None
    if not S_ISREG(found.st_mode):
        return None
    return f"{path.name} {found.st_ino} {found.st_size} {found.st_mtime_ns}"


def shelve(file: DroppedFile, refusal: str = "") -> Path:
    """Move it to done/, or to refused/ with a NAME.reason beside it; a file of that name there stays."""
    shelf = file.path.parent / ("refused" if refusal else "done")
    shelf.mkdir(exist_ok=True)
    goal = _free(shelf / file.path.name)
    if refusal:
        goal.with_name(goal.name + ".reason").write_text(refusal + "\n", encoding="utf-8")
    return file.path.rename(goal)


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
