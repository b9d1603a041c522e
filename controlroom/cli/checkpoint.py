"""Signed checkpoints of the journal: `controlroom checkpoint`, and `controlroom checkpoint keygen`."""

from pathlib import Path
from typing import Annotated

import typer

from controlroom.cli.doing import fail, run
from controlroom.settings import Settings, read_settings

checkpoint_app = typer.Typer(
    help="Sign where the journal stands; docs/audit.md.", invoke_without_command=True
)


@checkpoint_app.callback()
def checkpoint(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="Write it there, not to standard output.")] = None,
) -> None:
    """Sign how long the journal is and what its head is; keep that beside it, and print it."""
    if context.invoked_subcommand:
        return
    note = run(_make(read_settings()))
    if out is None:
        typer.echo(note, nl=False)
        return
    from controlroom.desk.daily_checkpoint import lay

    try:
        lay(out, note)
    except OSError as error:
        fail(f"the checkpoint is kept in the database, but not in {out}: {error}")


async def _make(settings: Settings) -> str:
    from controlroom.store import checkpoints
    from controlroom.store.engine import connect
    from controlroom.store.signed_note import BadKey, Signer

    if settings.checkpoint_key is None:
        raise BadKey("CONTROLROOM_CHECKPOINT_KEY is not set: make one with `controlroom checkpoint keygen`")
    signer = Signer.parse(settings.checkpoint_key.get_secret_value())
    connection = await connect(settings.database)
    try:
        made = await checkpoints.make(connection, signer)
        await checkpoints.keep(connection, made)
    finally:
        await connection.close()
    return made.note


@checkpoint_app.command()
def keygen(
    name: Annotated[str, typer.Argument(help="Whose journal it is, such as controlroom.example/journal.")],
    out: Annotated[Path, typer.Option(help="The file for the secret; it must not be there yet.")],
) -> None:
    """Make a key: the secret goes into a file that only its owner can read, the public key is printed."""
    from controlroom.errors import Refused
    from controlroom.store.signed_note import Signer

    try:
        signer = Signer.new(name)
        out.touch(mode=0o600, exist_ok=False)
        out.write_text(f"{signer.secret}\n")
    except (Refused, OSError) as error:
        fail(str(error))
    typer.echo(str(signer.verifier))
