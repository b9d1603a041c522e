"""Draws panels and pages: strict about missing values, always escaping, blind to the time.

One environment a language, so that pages drawn at the same moment in two languages cannot mix.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from controlroom.ui import words
from controlroom.ui.assets import TEMPLATES, asset, build_id
from controlroom.ui.locale import LOCALES, translations
from controlroom.ui.mask import mask
from controlroom.ui.panels import PANELS, Audience, Panel, PanelName, cut

BRUSSELS: Final = ZoneInfo("Europe/Brussels")


def render_panel(panel: PanelName, model: Panel, *, audience: Audience) -> str:
    """The one way a panel becomes HTML, in a page and in a push: `<section id="panel-NAME" data-v="...">`."""
    shown = mask(model) if audience.masked else model
    widget = environment(audience.locale).get_template(f"widgets/{panel}.html")
    return str(widget.module.panel(shown, audience)).strip()  # type: ignore[attr-defined]


def render_page(name: str, *, audience: Audience, **variables: Any) -> str:
    """A whole page or a fragment of templates/, such as `wall.html`; its variables are named in its first lines."""
    template = environment(audience.locale).get_template(name)
    return template.render(audience=audience, **variables)


@cache
def environment(locale: str) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_translations(translations(locale), newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {"iso": iso, "hhmm": hhmm}
    env.globals |= {
        "asset": asset,
        "build": build_id(),
        "cut": cut,
        "draw": draw,
        "locales": LOCALES,
        "panel_names": PANELS,
        "words": words,
    }
    return env


def draw(panel: PanelName, model: Panel, audience: Audience) -> Markup:
    """render_panel for a page: what it returns is HTML already."""
    return Markup(render_panel(panel, model, audience=audience))  # noqa: S704 - drawn by an escaping template


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def hhmm(at: datetime) -> str:
    """The local time, for whoever reads the page without JavaScript."""
    return at.astimezone(BRUSSELS).strftime("%H:%M")
