"""Languages: the catalogs of controlroom/locale, compiled in memory, and which of them a browser asks for."""

from functools import cache
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from fastapi import Request

from controlroom.auth.audience import LOCALES
from controlroom.auth.cookies import cookies
from controlroom.ui.assets import PACKAGE


@cache
def translations(locale: str) -> Translations:
    """The catalog of one language; a checkout needs no build step for it."""
    with (PACKAGE / "locale" / locale / "LC_MESSAGES" / "controlroom.po").open("rb") as source:
        catalog = read_po(source, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled, domain="controlroom")


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
