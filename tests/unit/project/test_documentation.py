"""What the documents say exists, and what exists is said."""

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from controlroom.feeds.report_fields import FIELDS
from controlroom.health import WatchCollector
from controlroom.settings import PREFIX, Settings
from controlroom.webhooks.courier import Tally
from tools import rules

ROOT = Path(__file__).parents[3]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    linked = LINK.findall(document.read_text())
    assert [link for link in linked if not (document.parent / link).exists()] == []


def test_the_page_of_the_rules_says_what_the_rules_say() -> None:
    """`python -m tools.rules` writes it anew."""
    assert (ROOT / "docs/rules.md").read_text() == rules.page()


def test_the_runbook_names_every_setting() -> None:
    runbook = (ROOT / "docs/runbook.md").read_text()
    names = [f"{PREFIX}{field}".upper() for field in Settings.model_fields]
    assert [name for name in names if f"`{name}`" not in runbook] == []


def test_the_runbook_names_every_metric_and_no_other() -> None:
    """Asked of a worker that has just come up: nothing was counted yet."""
    hub = SimpleNamespace(seq=0, seats=(), drawn=0, ticked_at=0.0)
    pen = SimpleNamespace(jobs_waiting=0, down_for_s=0.0, forgotten=None)
    desk, courier = SimpleNamespace(answers=Counter()), SimpleNamespace(tally=Tally())
    state = SimpleNamespace(hub=hub, pen=pen, desk=desk, courier=courier, mailer=courier, draining=False)
    counted = {metric.name for metric in WatchCollector(state).collect()}
    runbook = (ROOT / "docs/runbook.md").read_text()
    assert set(re.findall(r"`(controlroom_(?!app|owner)[a-z_]+)`", runbook)) == counted


def test_the_contract_names_every_field_of_every_feed() -> None:
    contract = (ROOT / "docs/feeds.md").read_text()
    words = {part for fields in FIELDS.values() for field in fields for part in field.split(".")}
    assert sorted(word for word in words if not re.search(rf'[`"]{word}[`"]', contract)) == []


def test_every_decision_is_in_the_list() -> None:
    decisions = {path.name for path in (ROOT / "docs/adr").glob("0*.md")}
    assert decisions == set(LINK.findall((ROOT / "docs/adr/README.md").read_text())) - {"../benchmarks.md"}


def test_every_promise_names_tests_that_exist() -> None:
    promised = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "promises.md").read_text())
    assert len(promised) > 20
    missing = [name for file, name in promised if f"def {name}(" not in (ROOT / file).read_text()]
    assert missing == []
