"""`controlroom demo`: a watch room of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from controlroom.cli.doing import run
from controlroom.demo.scenarios.names import ScenarioName


def demo(
    json: Annotated[bool, typer.Option("--json", help="One line of JSON for a script.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 8080,
    data_dir: Annotated[
        Path | None, typer.Option(help="Keep the data here; without it they are gone.")
    ] = None,
    for_s: Annotated[float | None, typer.Option("--for", help="Stop after so many seconds.")] = None,
    simulator: Annotated[bool, typer.Option("--simulator/--no-simulator")] = True,
    speed: Annotated[float, typer.Option(help="Seconds of the scenario in one second.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same number, the same day.")] = 7,
    scenario: Annotated[ScenarioName, typer.Option(help="What happens: docs/demo.md.")] = ScenarioName.DAY,
) -> None:
    """A watch room of one's own: databases, a day in Brussels, a wall, and units that report."""
    from controlroom.serve import collect_rarely
    from controlroom.trial import Trial

    collect_rarely()
    run(Trial(json, port, data_dir, for_s, simulator, speed, seed, scenario).run())
