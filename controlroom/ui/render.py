"""Draws panels and pages: strict about missing values, always escaping, blind to the time."""

from typing import Any

from controlroom.ui.panels import Audience, Panel


def render_panel(panel: str, model: Panel, *, audience: Audience) -> str:
    """The one way a panel becomes HTML, in a page and in a push: `<section id="panel-NAME" data-v="...">`."""
    raise NotImplementedError


def render_page(name: str, *, audience: Audience, **variables: Any) -> str:
    """A whole page or fragment of templates/, such as `wall.html`."""
    raise NotImplementedError
