"""The passwords of the embedded services: made once, kept beside the data, readable by their owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path


def _new_password() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Credentials:
    superuser: str = field(default_factory=_new_password, repr=False)
    owner: str = field(default_factory=_new_password, repr=False)
    app: str = field(default_factory=_new_password, repr=False)
    redis: str = field(default_factory=_new_password, repr=False)


def kept_credentials(data_dir: Path) -> Credentials:
    path = data_dir / "credentials.json"
    if path.exists():
        return Credentials(**json.loads(path.read_text()))
    made = Credentials()
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(made), file)
    draft.replace(path)
    return made
