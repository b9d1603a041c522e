"""`controlroom institution`: institutions as a table, in and out, by the code of the pages."""

from pathlib import Path
from typing import Annotated

import typer

from controlroom.cli.doing import fail, run
from controlroom.interchange.institution_plan import Line
from controlroom.interchange.preview import Standing
from controlroom.settings import read_settings

institution_app = typer.Typer(help="Institutions as a table (CSV).", no_args_is_help=True)


@institution_app.command("import")
def institution_import(
    table: Annotated[Path, typer.Argument(help="CSV, UTF-8, with a column `code`.", exists=True)],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Say line by line what the table would do, ask, and do just that."""
    from controlroom.office import Moved, do_institutions, plan_institutions

    settings, raw = read_settings(), table.read_bytes()
    plan = run(plan_institutions(settings, raw))
    for line in plan.lines:
        typer.echo(_said(line))
    if not plan.commands:
        return
    if not yes:
        typer.confirm("Do this?", abort=True)
    try:
        run(do_institutions(settings, raw, plan.mark))
    except Moved:
        fail("nothing was changed: the picture changed in the meantime; look again")
    typer.echo("done")


@institution_app.command("export")
def institution_export(
    reason: Annotated[str, typer.Option(help="Why it is taken out; it stands in the journal.")],
) -> None:
    """Write all institutions to standard output, in the columns that `import` reads."""
    from controlroom.office import export_institutions

    typer.echo(run(export_institutions(read_settings(), reason)), nl=False)


def _said(line: Line) -> str:
    """`12 EMB-FI changed: name 'Embassy' -> 'Embassy of Finland'`."""
    head = f"{line.line:5} {line.code:12} {line.deed}"
    if line.fault:
        return f"{head}: {line.fault.text % line.fault.values}"
    if line.deed is not Standing.CHANGED:
        return head
    told = (f"{change.field} {change.before!r} -> {change.after!r}" for change in line.changes)
    return f"{head}: {'; '.join(told)}"
