"""The journal and its tables: `controlroom migrate`, `verify`, `rebuild`."""

from pathlib import Path
from typing import Annotated

import typer

from controlroom.cli.doing import fail, run
from controlroom.settings import read_settings


def migrate() -> None:
    """Bring the database to the form that this version needs; doing it twice does no harm."""
    from controlroom.store.migrate import migrate as bring_up

    run(bring_up(read_settings().owner_database))
    typer.echo("the database is up to date")


def verify(
    checkpoint: Annotated[Path | None, typer.Option(help="A checkpoint that was kept elsewhere.")] = None,
    key: Annotated[str, typer.Option(help="The public key of that, or the file in which it lies.")] = "",
) -> None:
    """Prove the journal: walk the chain of hashes and name the first broken link.

    With a checkpoint: that it still goes through what was signed then, so that its end was not cut off.
    """
    from controlroom.store.checkpoints import Checkpoint, contradiction
    from controlroom.store.engine import connect
    from controlroom.store.signed_note import Verifier
    from controlroom.store.verify import verify as walk

    if (checkpoint is None) != (not key):
        fail("a checkpoint is checked with a key: --checkpoint FILE --key PUBLIC")

    async def prove() -> None:
        said = Checkpoint.opened(checkpoint.read_bytes(), Verifier.parse(_key(key))) if checkpoint else None
        connection = await connect(read_settings().database, hurry=False)
        try:
            wrong = await contradiction(connection, said) if said else None
            verdict = await walk(connection)
        finally:
            await connection.close()
        if wrong:
            fail(f"NOT THE JOURNAL OF THE CHECKPOINT: {wrong}")
        if verdict.broken:
            fail(f"BROKEN after {verdict.rows} sound rows: {verdict.broken}")
        typer.echo(f"{verdict.rows} rows, every link holds, {verdict.erased} with erased personal data")
        if said:
            since = verdict.rows - said.size
            typer.echo(f"it goes through the checkpoint of {said.origin} at row {said.size}; {since} since")

    run(prove())


def _key(text: str) -> str:
    """As it was given, or what the file of that name says: no key begins as a path does."""
    return Path(text).read_text() if Path(text).is_file() else text


def rebuild(check: Annotated[bool, typer.Option("--check", help="Compare only.")] = False) -> None:
    """Fold the journal again: compare with the state tables, or put it in their place (as the owner)."""
    from controlroom.store import rebuild as folding
    from controlroom.store.engine import connect

    async def compare() -> None:
        settings = read_settings()
        url = settings.database if check else settings.owner_database
        connection = await connect(url, hurry=False)
        try:
            if not check:
                typer.echo(f"rebuilt up to {await folding.rebuild(connection)}")
                return
            found = [difference async for difference in folding.differences(connection)]
        finally:
            await connection.close()
        for difference in found[:50]:
            typer.echo(difference, err=True)
        if found:
            fail(f"{len(found)} differences between the journal and the state tables")
        typer.echo("the state tables are what follows from the journal")

    run(compare())
