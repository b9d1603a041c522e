"""How a row of the journal reads to whoever looks into it."""

from datetime import UTC, datetime

from controlroom.store.panels.journal_rows import JournalRow
from controlroom.ui.audit_views import row_view


def test_what_is_within_a_report_has_its_name_before_its_own() -> None:
    body = '{"report": {"unit": "PAT-3", "stale_at": null, "position": {"lat": 50.84}}, "off_task": false}'
    at = datetime(2026, 11, 24, 14, 32, tzinfo=UTC)
    row = row_view(JournalRow(7, at, "PAT-3", "patrol.reported", body, None, False), {})
    assert row.facts == [("report.unit", "PAT-3"), ("report.position.lat", "50.84"), ("off_task", "false")]
