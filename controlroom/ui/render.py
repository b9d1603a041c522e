"""Draws panels and pages: strict about missing values, always escaping, blind to the time.

One environment a language, so that pages drawn at the same moment in two languages cannot mix.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache, partial
from typing import Any, Final

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from controlroom.auth.audience import LOCALES, PANELS, Audience, PanelName
from controlroom.catalogs import translations
from controlroom.clock import BRUSSELS
from controlroom.ids import form_key
from controlroom.ui import level_words, measure_words, words
from controlroom.ui.assets import TEMPLATES, asset, build_id
from controlroom.ui.cut import cut
from controlroom.ui.flood import LINES, lines
from controlroom.ui.log.line import about_page
from controlroom.ui.mask import mask
from controlroom.ui.offers import SHELF_MINUTES
from controlroom.ui.panels import Panel
from controlroom.ui.reason import reason

TEXTS_AT_MOST: Final = 8_192
"""More than there are in all templates."""


def render_panel(panel: PanelName, model: Panel, *, audience: Audience) -> str:
    """The one way a panel becomes HTML, in a page and in a push: `<section id="panel-NAME" data-v="...">`."""
    shown = mask(model) if audience.masked else model
    widget = environment(audience.locale).get_template(f"widgets/{panel}.html")
    return str(widget.module.panel(shown, audience)).strip()  # type: ignore[attr-defined]


def render_page(page: str, /, *, audience: Audience, **variables: Any) -> str:
    """A page or a fragment of templates/; the variables that it needs are named in its first line."""
    template = environment(audience.locale).get_template(page)
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
    catalog = translations(locale)
    env.install_gettext_translations(catalog, newstyle=True)  # type: ignore[attr-defined]
    env.globals["_"] = gettext_of(catalog)
    env.filters |= {
        "iso": iso,
        "hhmm": hhmm,
        "day_hhmm": day_hhmm,
        "day_second": day_second,
        "reason": partial(reason, locale=locale),
        "said": partial(said, catalog),
        "word": partial(word, catalog),
    }
    env.globals |= {
        "about_page": about_page,
        "around": around_of(env),
        "asset": asset,
        "build": build_id(),
        "cut": cut,
        "draw": draw,
        "form_key": form_key,
        "hours": hours,
        "lines": lines,
        "most_lines": LINES,
        "level_words": level_words,
        "locales": LOCALES,
        "measure_words": measure_words,
        "panel_names": PANELS,
        "shelf_minutes": SHELF_MINUTES,
        "words": words,
    }
    return env


def around_of(env: Environment) -> Callable[[str, Any], Markup]:
    """The `around` of templates: a part of frame/ that is the same on a page for everybody of a role.

    There are as many as pages and roles, and each is drawn once.
    """
    drawn: dict[tuple[str, Any, Any], Markup] = {}

    def around(part: str, frame: Any) -> Markup:
        key = part, frame.here, frame.role
        if key not in drawn:
            html = env.get_template(f"frame/{part}.html").render(frame=frame)
            drawn[key] = Markup(html)  # noqa: S704 - drawn by an escaping template
        return drawn[key]

    return around


def gettext_of(catalog: Translations) -> Callable[..., Markup]:
    """The `_` of templates: what jinja's own says, but a text that stands alone is looked up once.

    A page has hundreds of labels, and jinja goes through its context for each.
    """

    @lru_cache(TEXTS_AT_MOST)
    def alone(text: str) -> Markup:
        return Markup(catalog.gettext(text)) % {}  # noqa: S704 - a text of ours, as jinja takes it

    def gettext(text: str, /, **words: object) -> Markup:
        if not words:
            return alone(text)
        return Markup(catalog.gettext(text)) % words  # noqa: S704

    return gettext


def draw(panel: PanelName, model: Panel | str, audience: Audience) -> Markup:
    """A panel in a page: drawn here, or as it was drawn for the screens that are connected."""
    html = model if isinstance(model, str) else render_panel(panel, model, audience=audience)
    return Markup(html)  # noqa: S704 - drawn by an escaping template


def word(catalog: Translations, key: str, table: Mapping[str, str]) -> str:
    """The desk's word for a name of the watch; a name that is not in the table stays text to be escaped.

    `_(name)` would not do: jinja marks what it returns as safe, translated or not.
    """
    return str(catalog.gettext(table[key])) if key in table else key


def said(catalog: Translations, text: str) -> str:
    """A text that was marked where it stands; the empty text is nobody's."""
    return str(catalog.gettext(text)) if text else ""


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def hours(axis: tuple[datetime, datetime]) -> list[str]:
    """The local hours that begin on an axis of whole hours."""
    count = int((axis[1] - axis[0]) / timedelta(hours=1))
    return [f"{(axis[0] + timedelta(hours=n)).astimezone(BRUSSELS):%H}" for n in range(count)]


def day_hhmm(at: datetime) -> str:
    """The local day and time, for lists that go back further than today."""
    return at.astimezone(BRUSSELS).strftime("%d.%m.%Y %H:%M")


def day_second(at: datetime) -> str:
    """The same to the second, where one row follows another within a minute."""
    return at.astimezone(BRUSSELS).strftime("%d.%m.%Y %H:%M:%S")


def hhmm(at: datetime) -> str:
    """The local time, for whoever reads the page without JavaScript."""
    return at.astimezone(BRUSSELS).strftime("%H:%M")
