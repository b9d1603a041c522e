"""The journal and its tables: `controlroom migrate`, `verify`, `rebuild`."""

from typing import Annotated

import typer

from controlroom.cli.doing import fail, run
from controlroom.settings import read_settings


def migrate() -> None:
    """Bring the database to the form that this version needs; doing it twice does no harm."""
    from controlroom.store.migrate import migrate as bring_up

    run(bring_up(read_settings().owner_database))
    typer.echo("the database is up to date")


def verify() -> None:
    """Prove the journal: walk the chain of hashes and name the first broken link."""
    from controlroom.store.engine import connect
    from controlroom.store.verify import verify as walk

    async def prove() -> None:
        connection = await connect(read_settings().database, hurry=False)
        try:
            verdict = await walk(connection)
        finally:
            await connection.close()
        if verdict.broken:
            fail(f"BROKEN after {verdict.rows} sound rows: {verdict.broken}")
        typer.echo(f"{verdict.rows} rows, every link holds, {verdict.erased} with erased personal data")

    run(prove())


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
