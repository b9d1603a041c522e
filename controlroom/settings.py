"""Every setting, read once at the start; a misspelt variable or a wrong value stops the boot."""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    DirectoryPath,
    Field,
    PositiveFloat,
    PositiveInt,
    PostgresDsn,
    RedisDsn,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CONTROLROOM_"
THIS_MACHINE = "127.0.0.1,::1"
SHORTEST_KEY = 32
Security = Literal["starttls", "tls", "none"]
"""How a mail server is spoken to: in TLS after a greeting, in TLS from the first byte, or in clear."""
CLIENT_ONLY = {"CONTROLROOM_UNIT_TOKEN", "CONTROLROOM_URL"}
"""Read by `controlroom feed` on a unit's machine, not by the server."""


def _networks(text: str) -> str:
    for each in filter(None, text.split(",")):
        ip_network(each.strip())
    return text


def _directories(text: str) -> str:
    missing = [path for path in _paths(text) if not path.is_dir()]
    if missing:
        raise ValueError(f"there is no directory {missing[0]}")
    return text


def _host(text: str) -> str:
    """A bare name or number: what it is told goes into a connection and into nothing else."""
    if not text.isascii() or not text.isprintable() or any(one in text for one in " /@"):
        raise ValueError("this is no name of a host")
    return text


def _sender(address: str) -> str:
    name, at, host = address.partition("@")
    plain = address.isascii() and address.isprintable()
    if address and not (plain and name and at and host and not set(address) & set(' <>,;:"()[]\\')):
        raise ValueError("this is no plain address of mail")
    return address


def _issuer(url: str) -> str:
    """Over https, or on this machine for a trial."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError("an issuer is an https address")
    return url


def _long_enough(keys: SecretStr) -> SecretStr:
    if any(len(key) < SHORTEST_KEY for key in _keys(keys)):
        raise ValueError(f"a key has at least {SHORTEST_KEY} characters")
    return keys


def _keys(keys: SecretStr) -> tuple[str, ...]:
    return tuple(each.strip() for each in keys.get_secret_value().split(","))


def _paths(text: str) -> list[Path]:
    return [Path(each.strip()) for each in text.split(",") if each.strip()]


class Settings(BaseSettings):
    """CONTROLROOM_DATABASE_URL and so on; each can also be given as a file: CONTROLROOM_DATABASE_URL_FILE."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    database_url: PostgresDsn
    owner_database_url: PostgresDsn | None = None
    redis_url: RedisDsn | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    workers: Annotated[int, Field(ge=1, le=16)] = 1
    """Processes that share the port; each has up to 20 connections to the database, 4 of them for replays."""
    public_url: str = "http://127.0.0.1:8080"
    ingestors_file: Path | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    metrics_token: SecretStr | None = None
    """Who reads /metrics says this as a bearer token; needed unless asked over plain HTTP on this machine."""
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = THIS_MACHINE
    """Whose X-Forwarded-For is believed: addresses and networks with commas."""
    unit_rate: PositiveFloat = 200
    """Requests a second that one unit may make for long; each worker counts for itself."""
    unit_burst: PositiveInt = 400
    """Requests that it may make at once after a while of silence."""
    webhook_plain_http: bool = False
    """Receivers of webhooks on this machine or in a private network may be told over plain HTTP."""
    smtp_host: Annotated[str, AfterValidator(_host)] = ""
    """The mail server by which companies are told of sector alerts; nothing: none is written to."""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Security = "starttls"
    smtp_from: Annotated[str, AfterValidator(_sender)] = ""
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    queue_limit: Annotated[int, Field(ge=1000)] = 5000
    """How many commands may wait for the pen before a feed is told to come again; a full request must fit."""
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    """The organisation's own sign-in: how its provider calls itself, to the letter."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = ""
    """What the button says: Sign in with ..."""
    oidc_scope: str = "openid profile email"
    oidc_name_claim: str = "preferred_username"
    """What the provider calls somebody: the name that a link may expect. `email` counts if it is verified."""
    oidc_creates: Literal["", "operator", "analyst", "approver", "company", "partner", "auditor"] = ""
    """Make an account with this role for whoever has none here; nothing: nobody is let in without one."""
    oidc_has_second_factor: bool = False
    """The provider asks for a second factor itself; ours is not asked besides."""
    secret_key: Annotated[SecretStr, AfterValidator(_long_enough)] | None = None
    """Seals the secrets of code apps; 32 characters or more. Of several, with commas, the first one seals."""
    disk_paths: Annotated[str, AfterValidator(_directories)] = ""
    """Directories, with commas, on the disks that are watched: where the database is, where logs go."""

    checkpoint_key: SecretStr | None = None
    """Signs where the journal stands, once a day; made by `controlroom checkpoint keygen`."""
    checkpoint_dir: DirectoryPath | None = None
    """Where the daily checkpoints are laid besides, to be copied away from there."""

    @property
    def disks(self) -> list[Path]:
        return _paths(self.disk_paths)

    @model_validator(mode="after")
    def _knows_its_provider(self) -> "Settings":
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as well")
        return self

    @model_validator(mode="after")
    def _can_write(self) -> "Settings":
        if self.smtp_host and not self.smtp_from:
            raise ValueError("SMTP_HOST needs SMTP_FROM as well: the address that mails come from")
        if self.smtp_user and (self.smtp_security == "none" or not self.smtp_password):
            raise ValueError("SMTP_USER needs SMTP_PASSWORD as well, and no password is sent in clear")
        return self

    @property
    def secret_keys(self) -> tuple[str, ...]:
        return _keys(self.secret_key) if self.secret_key else ()

    @property
    def database(self) -> str:
        return str(self.database_url)

    @property
    def owner_database(self) -> str:
        return str(self.owner_database_url or self.database_url)

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


def environment() -> Mapping[str, str]:
    """For what a configuration file says by the name of a variable, such as a connector's secret header."""
    return dict(os.environ)


def read_settings(environ: Mapping[str, str] | None = None, **given: object) -> Settings:
    """The settings from the environment, or SystemExit with every mistake in a line of its own."""
    values: dict[str, object] = {}
    unknown = []
    for name, text in (os.environ if environ is None else environ).items():
        if not name.startswith(PREFIX) or name in CLIENT_ONLY or name.startswith("CONTROLROOM_TEST_"):
            continue
        field, value = _field(name, text)
        if field in values:
            raise SystemExit(f"{PREFIX}{field.upper()}: set twice, as a value and as a file")
        if field in Settings.model_fields:
            values[field] = value
        else:
            unknown.append(name)
    if unknown:
        raise SystemExit(f"unknown settings: {', '.join(sorted(unknown))}")
    try:
        return Settings(**{**values, **given})  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SystemExit("\n".join(lines)) from None


def _field(name: str, text: str) -> tuple[str, str]:
    """The field that a variable sets, and to what: its text, or what lies in the file that it names."""
    field = name.removeprefix(PREFIX).lower()
    of_file = field.removesuffix("_file")
    if field in Settings.model_fields or of_file not in Settings.model_fields:
        return field, text
    try:
        return of_file, Path(text).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{name}: {error}") from None
