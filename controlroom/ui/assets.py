"""Where the files of static/ lie, what they are called in a page, for how long, and which build this is."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKAGE: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
STATIC: Final = next(
    p for p in (PACKAGE.parent / "static", PACKAGE / "_static") if (p / "tokens.css").is_file()
)
"""In a checkout beside the package, in a wheel inside it."""
FOR_EVER: Final = "public, max-age=31536000, immutable"


@cache
def asset(path: str) -> str:
    """The address of a file of static/; it changes when the file does."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()
    return f"/static/{path}?v={digest[:12]}"


@cache
def build_id() -> str:
    """Changes when anything that a screen has loaded changes; a wall that sees another one reloads itself."""
    digest = hashlib.sha256()
    for folder in (STATIC, TEMPLATES):
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class Assets(StaticFiles):
    """A file is kept for ever only under the name of its own content, not under that of a newer worker."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        asked = f"/static/{path}?{scope['query_string'].decode('latin-1')}"
        named = response.status_code in (200, 304) and asked == asset(path)
        response.headers["cache-control"] = FOR_EVER if named else "no-cache"
        if path == "field-worker.js":
            response.headers["service-worker-allowed"] = "/field"
        return response
