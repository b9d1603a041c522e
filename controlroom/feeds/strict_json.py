"""JSON without surprises: no NaN, no key twice, nothing so deep or so long that it stops the reader."""

import json
from typing import Any, NoReturn


def parse_json(text: str) -> Any:
    """The value, or ValueError with a reason that the sender can use."""
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} (line {error.lineno}, place {error.colno})") from error
    except RecursionError as error:
        raise ValueError("JSON nested too deeply") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice in one object")
        found[key] = value
    return found
