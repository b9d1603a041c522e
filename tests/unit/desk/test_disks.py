"""Disks are asked how much room they have; one that says nothing, or hangs, counts as full."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from controlroom.desk import disks
from controlroom.watch.components import Disk

VAR, LOGS = Path("/var"), Path("/logs")


async def told(
    paths: list[Path], usage: Callable[[Path], Any], ends: Callable[[list[tuple[str, Disk]]], bool]
) -> list[tuple[str, Disk]]:
    """What was told until then."""
    said: list[tuple[str, Disk]] = []
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        task = group.create_task(disks.measure(paths, lambda path, disk: said.append((path, disk)), usage))
        while not ends(said):  # noqa: ASYNC110 - what is measured comes from threads
            await asyncio.sleep(0.01)
        task.cancel()
    return said


async def test_every_disk_is_told_by_the_name_that_the_setting_gave_it() -> None:
    sizes = {VAR: SimpleNamespace(free=5, total=10), LOGS: SimpleNamespace(free=6, total=20)}
    said = await told([VAR, LOGS], sizes.__getitem__, lambda said: len(said) == 2)
    assert dict(said) == {"/var": Disk(5, 10), "/logs": Disk(6, 20)}


async def test_a_disk_that_cannot_be_looked_at_counts_as_full(caplog: pytest.LogCaptureFixture) -> None:
    def usage(path: Path) -> Any:
        raise PermissionError

    assert await told([VAR], usage, bool) == [("/var", Disk(0, 0))]
    assert "the disk of /var cannot be looked at: PermissionError" in caplog.text


async def test_a_disk_that_hangs_counts_as_full_and_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(disks, "EVERY_S", 0.05)
    lets_go = Event()

    def usage(path: Path) -> Any:
        if path == VAR:
            lets_go.wait(5)
        return SimpleNamespace(free=5, total=10)

    def enough(said: list[tuple[str, Disk]]) -> bool:
        if said.count(("/logs", Disk(5, 10))) > 2 and ("/var", Disk(0, 0)) in said:
            lets_go.set()
        return ("/var", Disk(5, 10)) in said

    assert len(await told([VAR, LOGS], usage, enough)) > 4


async def test_where_no_disk_is_named_none_is_asked() -> None:
    await disks.measure([], lambda path, disk: None)
