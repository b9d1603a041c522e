"""`controlroom company`: who is in the early-warning network, with which sites."""

from typing import Annotated

import typer

from controlroom.cli.company_contact import contact_app
from controlroom.cli.doing import run
from controlroom.settings import read_settings
from controlroom.watch.companies import Region, Sector

company_app = typer.Typer(help="Companies of the early-warning network.", no_args_is_help=True)
company_app.add_typer(contact_app, name="contact")


@company_app.command("add")
def company_add(
    code: Annotated[str, typer.Argument()],
    name: Annotated[str, typer.Option(help="As it is called.")],
    sector: Annotated[Sector, typer.Option()],
    site: Annotated[list[str], typer.Option(help="The code of a site; once for each.")],
    region: Annotated[
        list[Region] | None,
        typer.Option(help="Where it works, by ISO 3166-2; once for each. Left out: everywhere."),
    ] = None,
) -> None:
    """Register a company, or change it: what is said takes the place of what was."""
    from controlroom.office import add_company

    run(add_company(read_settings(), code, name, sector, tuple(site), tuple(region or ())))
    typer.echo(f"{code} is in the network")


@company_app.command("list")
def company_list() -> None:
    """Companies, their sectors, their sites and where they work."""
    from controlroom.office import list_companies

    for line in run(list_companies(read_settings())):
        typer.echo(line)
