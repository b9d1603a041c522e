"""The file that names the connectors, checked at the start: a misspelt key stops the boot."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PositiveFloat, StringConstraints, model_validator

from controlroom.feeds.items import Format
from controlroom.feeds.report_fields import Collected
from controlroom.feeds.toml_file import FileRefused, Table, read_table


def _own_name(name: str) -> str:
    if name in get_args(Collected):
        raise ValueError("is the name of a feed already")
    return name


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("not an http or https address")
    if parts.username or parts.password:
        raise ValueError("no password in an address: use headers_env")
    return url


Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"), AfterValidator(_own_name)]


class Common(Table):
    name: Name
    feed: Collected
    unit: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    format: Format
    map: Path | None = None
    batch: Annotated[int, Field(ge=1, le=1000)] = 200

    @model_validator(mode="after")
    def _format_fits(self) -> Self:
        if (self.format == "csv") != (self.map is not None):
            raise ValueError("format = 'csv' and map belong together")
        if (self.format == "cap") != (self.feed == "cap"):
            raise ValueError("format = 'cap' and feed = 'cap' belong together")
        return self


class FolderConfig(Common):
    kind: Literal["folder"]
    path: Path
    every_s: PositiveFloat = 1.0


class PollConfig(Common):
    kind: Literal["poll"]
    url: Annotated[str, AfterValidator(_web_address)]
    every_s: PositiveFloat = 60.0
    timeout_s: PositiveFloat = 20.0
    max_bytes: Annotated[int, Field(ge=1, le=64_000_000)] = 10_000_000
    headers_env: dict[str, str] = Field(default_factory=dict)
    """Header -> the environment variable that holds its value, so that no secret stands in the file."""
    proxy: Annotated[str, AfterValidator(_web_address)] | None = None


ConnectorConfig = Annotated[FolderConfig | PollConfig, Field(discriminator="kind")]


class ConnectorsFile(Table):
    connector: tuple[ConnectorConfig, ...] = ()


def read_connectors(path: Path, environ: Mapping[str, str]) -> list[FolderConfig | PollConfig]:
    """The connectors, paths taken from the file's own folder on; FileRefused names every mistake."""
    found = [_resolved(config, path.parent) for config in read_table(path, ConnectorsFile).connector]
    problems = [*_doubled(found), *_missing(found, environ)]
    if problems:
        raise FileRefused(path, problems)
    return found


def _resolved(config: FolderConfig | PollConfig, folder: Path) -> FolderConfig | PollConfig:
    changes: dict[str, Path] = {}
    if config.map is not None:
        changes["map"] = folder / config.map
    if isinstance(config, FolderConfig):
        changes["path"] = folder / config.path
    return config.model_copy(update=changes)


def _doubled(found: list[FolderConfig | PollConfig]) -> Iterator[str]:
    for name, times in Counter(config.name for config in found).items():
        if times > 1:
            yield f"connector: the name {name!r} stands {times} times"
    folders = Counter(config.path.resolve() for config in found if isinstance(config, FolderConfig))
    for path, times in folders.items():
        if times > 1:
            yield f"connector: {times} connectors watch {path}"


def _missing(found: list[FolderConfig | PollConfig], environ: Mapping[str, str]) -> Iterator[str]:
    for config in found:
        if isinstance(config, FolderConfig) and not config.path.is_dir():
            yield f"connector {config.name}: path: no such folder: {config.path}"
        if isinstance(config, PollConfig):
            for header, variable in config.headers_env.items():
                if not environ.get(variable):
                    yield f"connector {config.name}: headers_env.{header}: {variable} is not set"
