import os
from pathlib import Path
from typing import Any

import pytest

from controlroom.feeds.connectors.config import FolderConfig
from controlroom.feeds.connectors.core import NotNow
from controlroom.feeds.connectors.folder import Folder
from controlroom.feeds.mapping import Mapping
from tests.unit.feeds.core import Enough, FakeCore, FixedClock, Killed, Rounds


def _folder(path: Path, rounds: int = 3, mapping: Mapping | None = None, **more: Any) -> Folder:
    settings = {"name": "county", "feed": "incident", "unit": "COUNTY", "format": "ndjson", **more}
    config = FolderConfig(kind="folder", path=path, **settings)
    return Folder(config, mapping, FixedClock(), Rounds(rounds))


async def _watch(folder: Folder, core: FakeCore) -> None:
    with pytest.raises(Enough):
        await folder.run(core)


def _drop(path: Path, *names: str) -> Path:
    path.write_text("".join(f'{{"id": "{name}"}}\n' for name in names))
    return path


async def test_files_are_taken_in_the_order_of_their_names_and_moved_to_done(tmp_path: Path) -> None:
    _drop(tmp_path / "2.ndjson", "c")
    _drop(tmp_path / "1.ndjson", "a", "b")
    core = FakeCore()

    await _watch(_folder(tmp_path), core)

    assert list(core.reports) == ["a", "b", "c"]
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["1.ndjson", "2.ndjson"]


async def test_a_file_that_still_grows_is_left_alone(tmp_path: Path) -> None:
    growing, core = _drop(tmp_path / "a.ndjson", "a"), FakeCore()
    folder = _folder(tmp_path, rounds=4)

    def look(seen: dict[str, str]) -> Any:
        with growing.open("a") as stream:
            stream.write("\n")
        return original(seen)

    original = folder._look
    folder._look = look  # type: ignore[method-assign]
    await _watch(folder, core)

    assert core.reports == {}
    assert growing.exists()


async def test_what_is_no_finished_file_is_left_alone(tmp_path: Path) -> None:
    for name in (".hidden.ndjson", "a.ndjson.part", "b.tmp"):
        _drop(tmp_path / name, name)
    (tmp_path / "link.ndjson").symlink_to(_drop(tmp_path / "c.part", "secret"))
    core = FakeCore()

    await _watch(_folder(tmp_path), core)

    assert core.reports == {}
    assert (tmp_path / "link.ndjson").is_symlink()


@pytest.mark.parametrize("saved", range(5))
async def test_a_kill_half_way_neither_loses_nor_repeats(tmp_path: Path, saved: int) -> None:
    names = [str(number) for number in range(9)]
    _drop(tmp_path / "a.ndjson", *names)
    core = FakeCore(die_before_saving=saved)

    with pytest.raises(Killed):
        await _folder(tmp_path, batch=2).run(core)
    core.die_before_saving = -1
    await _watch(_folder(tmp_path, batch=2), core)

    assert list(core.reports) == names
    assert core.handed_over <= len(names) + 2  # only the batch whose position was not saved came again
    assert (tmp_path / "done" / "a.ndjson").exists()


async def test_a_resumed_file_without_ids_gives_the_ids_of_a_first_reading(tmp_path: Path) -> None:
    same = '{"kind": "fire"}\n' * 7
    whole, killed = FakeCore(), FakeCore(die_before_saving=1)
    for name, core in (("whole", whole), ("killed", killed)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "a.ndjson").write_text(same)
        with pytest.raises((Killed, Enough)):
            await _folder(folder, batch=3).run(core)
    killed.die_before_saving = -1
    await _watch(_folder(tmp_path / "killed", batch=3), killed)

    assert len(whole.reports) == 7
    assert killed.reports == whole.reports


async def test_another_file_of_the_same_name_is_read_from_its_start(tmp_path: Path) -> None:
    core = FakeCore()
    _drop(tmp_path / "a.ndjson", "a", "b")
    await _watch(_folder(tmp_path), core)
    _drop(tmp_path / "a.ndjson", "c")
    await _watch(_folder(tmp_path), core)

    assert list(core.reports) == ["a", "b", "c"]
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["a-2.ndjson", "a.ndjson"]


async def test_a_bad_line_goes_to_quarantine_and_its_neighbours_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(
        b'{"id": "a"}\n{"id": \xff}\n{"id": "b", "site": "NOWHERE"}\n{"id": "c"}\n'
    )
    core = FakeCore()

    await _watch(_folder(tmp_path), core)

    assert list(core.reports) == ["a", "c"]
    assert core.quarantine == [(b'{"id": \\xff}', "line 2: not utf-8: byte 0xff at place 8")]
    note = "2 in quarantine, the first: line 2: not utf-8: byte 0xff at place 8"
    assert ("county", "live", note) in core.said
    assert core.said[-1] == ("county", "idle", note)  # until another file comes
    assert (tmp_path / "done" / "a.ndjson").exists()


async def test_an_unusable_file_is_refused_with_the_reason_and_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text("<html>")
    (tmp_path / "2.json").write_text('{"id": "a"}')
    core = FakeCore()

    await _watch(_folder(tmp_path, format="json"), core)

    assert list(core.reports) == ["a"]
    assert (tmp_path / "refused" / "1.json").exists()
    assert (tmp_path / "refused" / "1.json.reason").read_text().startswith("not JSON")


async def test_a_file_without_one_usable_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text("hello\nworld\n")

    await _watch(_folder(tmp_path), FakeCore())

    assert "2 in quarantine" in (tmp_path / "refused" / "a.ndjson.reason").read_text()


async def test_a_busy_journal_is_waited_for(tmp_path: Path) -> None:
    _drop(tmp_path / "a.ndjson", "a")
    core = FakeCore(busy_times=2)

    await _watch(_folder(tmp_path, rounds=5), core)

    assert list(core.reports) == ["a"]
    assert any(state == "failing" and "busy" in note for _, state, note in core.said)


async def test_a_folder_that_went_away_is_said_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(NotNow, match="the folder cannot be read: No such file"):
        await _folder(tmp_path / "gone").run(FakeCore())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_file_that_the_server_may_not_read_is_refused(tmp_path: Path) -> None:
    _drop(tmp_path / "a.ndjson", "a").chmod(0)

    await _watch(_folder(tmp_path), FakeCore())

    assert (tmp_path / "refused" / "a.ndjson.reason").exists()


@pytest.mark.parametrize("position", ["", "null", "[]", '{"file": 7}', "nonsense"])
async def test_a_spoilt_position_only_costs_work(tmp_path: Path, position: str) -> None:
    _drop(tmp_path / "a.ndjson", "a")
    core = FakeCore(positions={"county": position})

    await _watch(_folder(tmp_path), core)

    assert list(core.reports) == ["a"]
