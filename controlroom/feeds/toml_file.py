"""A TOML file written by hand, checked as a whole: every mistake is named by its key."""

import difflib
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from controlroom.errors import ControlRoomError


class FileRefused(ControlRoomError):
    """A file written by hand that cannot be used; `problems` has a line for each mistake."""

    slug = "file-refused"
    title = "The file cannot be used"

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.path = path
        self.problems = list(problems)


class Table(BaseModel):
    """A table of such a file: a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


AnyTable = TypeVar("AnyTable", bound=Table)


def read_table(path: Path, model: type[AnyTable]) -> AnyTable:
    """The checked file, or FileRefused with every mistake."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise FileRefused(path, [f"cannot be read: {error.strerror}"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileRefused(path, [f"is not TOML: {error}"]) from error
    except ValidationError as error:
        raise FileRefused(path, list(_problems(error, _keys(model)))) from error


def _problems(error: ValidationError, known: set[str]) -> Iterable[str]:
    for mistake in error.errors():
        key = ".".join(str(part) for part in mistake["loc"])
        if mistake["type"] == "extra_forbidden":
            yield f"{key}: unknown key{nearest(str(mistake['loc'][-1]), known)}"
        else:
            yield f"{key}: {mistake['msg'].removeprefix('Value error, ')}" if key else mistake["msg"]


def nearest(word: str, known: Iterable[str]) -> str:
    """Ends a complaint with "did you mean ...?" when something known looks like `word`."""
    close = difflib.get_close_matches(word, known, n=1)
    return f", did you mean {close[0]!r}?" if close else ""


def _keys(model: type[BaseModel]) -> set[str]:
    schema = model.model_json_schema()
    tables = [schema, *schema.get("$defs", {}).values()]
    return {key for table in tables for key in table.get("properties", {})}
