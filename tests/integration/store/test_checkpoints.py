"""Whoever kept a checkpoint elsewhere sees that the end was cut off or the past was written anew."""

import asyncio
import logging
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from controlroom.cli import app
from controlroom.desk.daily_checkpoint import DailyCheckpoint
from controlroom.store import checkpoints, journal
from controlroom.store.checkpoints import Checkpoint, WouldContradict
from controlroom.store.signed_note import Signer
from controlroom.watch.events import Recorded
from controlroom.watch.threat import ThreatLevelSet
from tests.conftest import Database
from tests.unit.watch.room import NOON

SIGNER = Signer("controlroom.example/journal", bytes(range(32)))


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.superuser_url)
    yield connection
    await connection.close()


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await database.connect()
    yield connection
    await connection.close()


async def append(connection: asyncpg.Connection, *levels: int) -> None:
    async with connection.transaction():
        head = await journal.lock_head(connection)
        events = [
            Recorded(head.seq + n, NOON, "chief", ThreatLevelSet("BE", level))
            for n, level in enumerate(levels, start=1)
        ]
        await journal.write(connection, head.hash, events, [], {}, head.seq + len(levels), NOON)


async def rewind(owner: asyncpg.Connection, seq: int) -> None:
    """What somebody does who has the whole server in their hands."""
    async with owner.transaction():
        await owner.execute("ALTER TABLE journal DISABLE TRIGGER ALL")
        await owner.execute("DELETE FROM journal WHERE seq > $1", seq)
        await owner.execute("UPDATE head SET seq = $1, hash = (SELECT hash FROM journal WHERE seq = $1)", seq)
        await owner.execute("ALTER TABLE journal ENABLE ALWAYS TRIGGER append_only")


def command(line: str, database: Database, **more: str) -> Result:
    said = {"CONTROLROOM_DATABASE_URL": database.database_url, **more}
    return CliRunner().invoke(app, line.split(), env=said)


@pytest.fixture
async def kept(connection: asyncpg.Connection, tmp_path: Path) -> Path:
    """A checkpoint after three rows, kept elsewhere; two rows have come since."""
    await append(connection, 1, 2, 3)
    path = tmp_path / "checkpoint.txt"
    path.write_text((await checkpoints.make(connection, SIGNER)).note)
    await append(connection, 4, 3)
    return path


async def proved(kept: Path, database: Database, key: str = str(SIGNER.verifier)) -> Result:
    return await asyncio.to_thread(command, f"verify --checkpoint {kept} --key {key}", database)


async def test_a_journal_that_grew_goes_through_its_checkpoint(kept: Path, database: Database) -> None:
    told = await proved(kept, database)
    assert told.exit_code == 0, told.output
    assert "checkpoint of controlroom.example/journal at row 3; 2 since" in told.output


async def test_an_end_that_was_cut_off_is_noticed_although_every_link_holds(
    kept: Path, database: Database, owner: asyncpg.Connection
) -> None:
    await rewind(owner, 2)
    assert (await proved(kept, database)).exit_code == 1
    assert "its end was cut off, or an older backup was put back" in (await proved(kept, database)).output
    assert "2 rows, every link holds" in (await proved_alone(database)).output


def shorten(kept: Path) -> None:
    kept.write_text(kept.read_text().replace("\n3\n", "\n2\n"))


def files(directory: Path) -> list[Path]:
    return list(directory.iterdir())


async def proved_alone(database: Database) -> Result:
    return await asyncio.to_thread(command, "verify", database)


async def test_a_past_that_was_written_anew_is_noticed_although_every_link_holds(
    kept: Path, database: Database, owner: asyncpg.Connection, connection: asyncpg.Connection
) -> None:
    await rewind(owner, 1)
    await append(connection, 4, 4, 4, 4)
    told = await proved(kept, database)
    assert (told.exit_code, "row 3 is not the one of the checkpoint" in told.output) == (1, True)
    assert "5 rows, every link holds" in (await proved_alone(database)).output


async def test_a_wrong_key_and_a_changed_checkpoint_prove_nothing(kept: Path, database: Database) -> None:
    told = await proved(kept, database, str(Signer.new(SIGNER.name).verifier))
    assert (told.exit_code, "not signed by" in told.output) == (1, True)
    shorten(kept)
    told = await proved(kept, database)
    assert (told.exit_code, "it was changed" in told.output) == (1, True)
    assert command(f"verify --checkpoint {kept}", database).exit_code == 1


async def test_nothing_is_signed_that_the_last_checkpoint_denies(
    connection: asyncpg.Connection, owner: asyncpg.Connection
) -> None:
    await append(connection, 1, 2, 3)
    await checkpoints.keep(connection, await checkpoints.make(connection, SIGNER))
    await rewind(owner, 2)
    with pytest.raises(WouldContradict):
        await checkpoints.make(connection, SIGNER)
    await append(connection, 4)
    with pytest.raises(WouldContradict):
        await checkpoints.make(connection, SIGNER)


async def test_the_program_may_add_checkpoints_and_change_none(connection: asyncpg.Connection) -> None:
    await checkpoints.keep(connection, await checkpoints.make(connection, SIGNER))
    for statement in ("UPDATE checkpoint SET size = 7", "DELETE FROM checkpoint"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_one_is_made_a_day_and_laid_where_it_is_copied_away(
    connection: asyncpg.Connection, database: Database, tmp_path: Path
) -> None:
    await append(connection, 1, 2)
    daily = DailyCheckpoint(database.connect, SIGNER, tmp_path)
    made = await daily.look(connection)
    assert made is not None
    assert await daily.look(connection) is None, "one a day"
    (laid,) = files(tmp_path)
    assert laid.name.startswith("checkpoint-20")
    said = Checkpoint.opened(laid.read_bytes(), SIGNER.verifier)
    assert (said.size, [kept.note for kept in await checkpoints.latest(connection, 5)]) == (
        made.size,
        [laid.read_text()],
    )


async def test_an_older_backup_that_was_put_back_is_said_and_not_signed(
    connection: asyncpg.Connection, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The backup lacks the newest checkpoint of the table; the directory has it."""
    await append(connection, 1, 2)
    ahead = Checkpoint(SIGNER.name, 900, bytes(32))
    (tmp_path / "checkpoint-2026-11-29.txt").write_text(SIGNER.sign(ahead.text))
    (tmp_path / "checkpoint-2026-11-30.txt").write_text("half a file")
    with caplog.at_level(logging.WARNING):
        assert await DailyCheckpoint(database.connect, SIGNER, tmp_path).look(connection) is None
    assert "the checkpoint knows 900 rows, the journal ends at 2" in caplog.text
    assert await checkpoints.latest(connection, 1) == []


def test_a_key_is_made_once_and_only_its_owner_reads_it(database: Database, tmp_path: Path) -> None:
    secret = tmp_path / "key"
    made = command(f"checkpoint keygen controlroom.example/journal --out {secret}", database)
    assert made.exit_code == 0
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert str(Signer.parse(secret.read_text()).verifier) == made.output.strip()
    assert command(f"checkpoint keygen controlroom.example/journal --out {secret}", database).exit_code == 1
    out = tmp_path / "checkpoint.txt"
    keyed = {"CONTROLROOM_CHECKPOINT_KEY_FILE": str(secret)}
    assert command(f"checkpoint --out {out}", database, **keyed).exit_code == 0
    printed = command("checkpoint", database, **keyed)
    assert printed.output == out.read_text()
    assert command("checkpoint", database).exit_code == 1
