import re
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import Markup

from controlroom.auth.audience import LOCALES, PANELS, Audience, Board, PanelName
from controlroom.auth.roles import Role
from controlroom.catalogs import translations
from controlroom.ui.display import Display
from controlroom.ui.frame import Frame
from controlroom.ui.navigation import page_at
from controlroom.ui.render import environment, render_page, render_panel
from tests.browser.pictures import PICTURES, busy, calm, hostile
from tests.browser.samples import ALERTS, FRAME, LEFT, NOW

BOARDS: tuple[Board, ...] = ("wall", "desk")
OFFICER = Audience("desk", role=Role.DUTY_OFFICER)


@pytest.mark.parametrize(("picture", "board", "locale"), list(product(PICTURES, BOARDS, LOCALES)))
def test_every_panel_of_every_picture_is_one_section_with_its_version(
    picture: str, board: Board, locale: str
) -> None:
    for name, panel in PICTURES[picture]().items():
        html = render_panel(name, panel, audience=Audience(board, locale))  # type: ignore[arg-type]
        assert html.startswith(f'<section id="panel-{name}"')
        assert html.endswith("</section>")
        assert f'data-v="{panel.v}"' in html


@pytest.mark.parametrize("board", BOARDS)
def test_a_page_holds_exactly_the_panels_that_are_pushed(board: Board) -> None:
    picture = busy()
    audience = Audience(board)
    variables = {"screen": Display("W2"), "frame": FRAME, "panels": picture}
    page = render_page(f"{board}.html", audience=audience, **variables)
    for name in PANELS:
        assert render_panel(name, picture[name], audience=audience) in page


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_from_outside_becomes_markup(panel: PanelName) -> None:
    for board in BOARDS:
        html = render_panel(panel, hostile()[panel], audience=Audience(board, role=Role.DUTY_OFFICER))
        assert "<script" not in html
        assert "<img" not in html
        assert not re.search(r"<[a-z][^>]*\son\w+\s*=", html.replace("onerror=alert(2)&gt;", ""))


@pytest.mark.parametrize("panel", PANELS)
def test_what_is_pushed_carries_no_style_no_handler_and_nothing_for_htmx(panel: PanelName) -> None:
    for board in BOARDS:
        html = render_panel(panel, busy()[panel], audience=Audience(board, role=Role.DUTY_OFFICER))
        assert not re.search(r"<[^>]*\s(style|on[a-z]+|hx-[a-z-]+)=", html)


def test_only_who_may_acknowledge_is_offered_it() -> None:
    alerts = busy()["alerts"]
    assert 'action="/alerts/211/acknowledgement"' in render_panel("alerts", alerts, audience=OFFICER)
    for audience in (Audience("desk", role=Role.OPERATOR), Audience("wall", role=Role.DUTY_OFFICER)):
        assert "<form" not in render_panel("alerts", alerts, audience=audience)


def test_an_acknowledgement_names_the_version_that_was_seen() -> None:
    html = render_panel("alerts", busy()["alerts"], audience=OFFICER)
    assert f'name="seen" value="{ALERTS[0].version}"' in html


def test_a_screen_gets_no_more_rows_than_fit_and_is_told_how_many_are_missing() -> None:
    html = render_panel("alerts", busy()["alerts"], audience=Audience(rows=(("alerts", 6),)))
    assert html.count('class="alert"') == 6
    assert "+2 more (P4 2)" in " ".join(html.split())


def test_choosing_a_language_keeps_where_somebody_wanted_to_go() -> None:
    words = {"problem": "", "provider": "", "name": "", "next": "/quarantine?a=1&b=2"}
    page = render_page("sign_in.html", audience=Audience("desk"), **words)
    assert 'href="?lang=fr&amp;next=/quarantine%3Fa%3D1%26b%3D2"' in page


def test_an_empty_panel_says_why_and_what_fills_it() -> None:
    html = render_panel("alerts", calm()["alerts"], audience=Audience())
    assert "No open alerts." in html
    assert "A rule raises one here" in html


def test_the_person_who_was_second_is_told_who_won_and_when() -> None:
    page = render_page("fragments/conflict.html", audience=Audience(), by="Maes", at=NOW)
    assert "Already acknowledged by Maes at 14:32." in page


def test_a_name_in_a_sentence_is_escaped_too() -> None:
    page = render_page(
        "fragments/conflict.html", audience=Audience(locale="fr"), by="<b>x</b>%(time)s", at=NOW
    )
    assert "&lt;b&gt;x&lt;/b&gt;%(time)s" in page


def test_an_alert_of_a_rule_that_is_newer_than_the_words_shows_its_name() -> None:
    panel = type(busy()["alerts"])(1, (type(LEFT)(1, 1, "100% <new>", 2, "X", "", NOW),))
    assert "100% &lt;new&gt;" in render_panel("alerts", panel, audience=Audience())


def test_four_languages_drawn_at_the_same_moment_do_not_mix() -> None:
    titles = {"en": "Open alerts", "nl": "Open alarmen", "fr": "Alertes ouvertes", "de": "Offene Alarme"}

    def draw(locale: str) -> tuple[str, str]:
        return locale, render_panel("alerts", busy()["alerts"], audience=Audience(locale=locale))

    with ThreadPoolExecutor(8) as threads:
        for locale, html in threads.map(draw, LOCALES * 25):
            assert {code for code, title in titles.items() if f">{title}" in html} == {locale}


def test_a_label_of_a_page_is_said_as_jinja_says_it() -> None:
    """Ours looks a text up once; jinja's, which other pages of the world use, looks it up each time."""
    said = "{{ _('100 %%') }}|{{ _('now') }}|{{ _('Seen by %(name)s', name=name) }}|{{ _(name) }}"
    for locale in LOCALES:
        ours = environment(locale)
        theirs = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
        theirs.install_gettext_translations(translations(locale), newstyle=True)  # type: ignore[attr-defined]
        for name in ("Anna", "<b>Ö & Co</b>", Markup("<b>bold</b>")):
            for _ in range(2):
                drawn = ours.from_string(said).render(name=name)
                assert drawn == theirs.from_string(said).render(name=name)


def test_what_stands_around_a_page_is_of_its_page_its_role_and_its_language() -> None:
    def around(path: str, role: Role, locale: str, officer: str = "Anna") -> Markup:
        around_of: Any = environment(locale).globals["around"]
        drawn: Markup = around_of("places", Frame(officer, role, page_at(path)))
        return drawn

    log = around("/log", Role.DUTY_OFFICER, "en")
    assert '<a href="/log" aria-current="page">' in log
    assert around("/log", Role.DUTY_OFFICER, "en", officer="Bert") is log
    others = {
        around("/week", Role.DUTY_OFFICER, "en"),
        around("/log", Role.AUDITOR, "en"),
        around("/log", Role.DUTY_OFFICER, "nl"),
    }
    assert len(others - {log}) == 3
