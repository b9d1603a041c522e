"""Languages: which of ours a browser asks for."""

from fastapi import Request

from controlroom.auth.audience import LOCALES
from controlroom.auth.cookies import cookies


def locale_of(request: Request) -> str:
    """The language just chosen, or chosen before, or the browser's."""
    kept = request.cookies.get(cookies(request.app.state.settings).language)
    for wish in (request.query_params.get("lang"), kept):
        if wish in LOCALES:
            return wish
    return negotiate(request.headers.get("accept-language", ""))


def negotiate(accept_language: str, default: str = "en") -> str:
    """The language of ours that an Accept-Language header likes best: `nl-BE,fr;q=0.8` is nl."""
    wishes = sorted((_wish(part) for part in accept_language.split(",")), key=lambda wish: -wish[1])
    return next((name for name, weight in wishes if name in LOCALES and weight > 0), default)


def _wish(part: str) -> tuple[str, float]:
    tag, _, weight = part.strip().partition(";q=")
    try:
        return tag[:2].lower(), float(weight or 1)
    except ValueError:
        return "", 0.0
