"""From the connectors' file to connectors that can be run."""

from collections.abc import Mapping as Environ
from pathlib import Path

import httpx2

from controlroom import __version__
from controlroom.clock import Clock
from controlroom.feeds.connectors.config import FolderConfig, PollConfig, read_connectors
from controlroom.feeds.connectors.core import Connector
from controlroom.feeds.connectors.folder import Folder
from controlroom.feeds.connectors.poll import Poll
from controlroom.feeds.mapping import Mapping, read_mapping
from controlroom.feeds.toml_file import FileRefused


def make_connectors(path: Path, environ: Environ[str, str], clock: Clock) -> list[Connector]:
    """Every connector of the file, or FileRefused with all that is wrong in it and in its mapping files."""
    configs = read_connectors(path, environ)
    mappings, problems = _mappings(configs)
    if problems:
        raise FileRefused(path, problems)
    return [_connector(config, mappings.get(config.name), environ, clock) for config in configs]


def _mappings(configs: list[FolderConfig | PollConfig]) -> tuple[dict[str, Mapping], list[str]]:
    found, problems = {}, []
    for config in configs:
        if config.map is None:
            continue
        try:
            mapping = found[config.name] = read_mapping(config.map)
        except FileRefused as error:
            problems += [f"connector {config.name}: {line}" for line in str(error).splitlines()]
            continue
        if mapping.feed != config.feed:
            problems.append(
                f"connector {config.name}: its map makes reports of {mapping.feed}, not {config.feed}"
            )
    return found, problems


def _connector(
    config: FolderConfig | PollConfig, mapping: Mapping | None, environ: Environ[str, str], clock: Clock
) -> Connector:
    if isinstance(config, FolderConfig):
        return Folder(config, mapping, clock)
    headers = {name: environ[variable] for name, variable in config.headers_env.items()}
    client = httpx2.AsyncClient(
        timeout=config.timeout_s,
        follow_redirects=False,
        trust_env=False,  # a proxy is named in the file or there is none
        proxy=config.proxy,
        headers={"User-Agent": f"controlroom/{__version__}"},
    )
    return Poll(config, mapping, clock, client, headers)
