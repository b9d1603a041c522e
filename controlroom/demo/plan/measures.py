"""The measures of the demo: what claes proposed, what vermeulen approved, and what still waits."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from controlroom.clock import BRUSSELS
from controlroom.demo.data import table
from controlroom.watch.measures import (
    ApproveMeasure,
    Basis,
    Checks,
    CloseProtection,
    ContactPerson,
    Decision,
    Draft,
    FixedPost,
    MeasureCommand,
    MeasureKind,
    Patrols,
    PriorityCalls,
    ProposeChange,
    ProposeMeasure,
    ProvideUrgently,
    RefuseMeasure,
    TechnicalStudy,
    Terms,
)

AUTHORITY: Final = "Minister of the Interior"


def measures(
    now: datetime, visits: Mapping[str, str], *, proposer: str, approver: str, quiet: bool = False
) -> Iterator[MeasureCommand]:
    """In the order in which they were done. `visits`: codes by code name; one that is not there has none."""
    for row in table("measures"):
        file = f"visit:{visits.get(row['visit'], '')}" if "visit" in row else f"site:{row['file']}"
        if file == "visit:" or (quiet and row.get("loud")):
            continue
        yield from _done(row, _draft(row, file, now), now, row.get("by", proposer), approver)


def _done(
    row: dict[str, Any], draft: Draft, now: datetime, by: str, approver: str
) -> Iterator[MeasureCommand]:
    key, state = row["id"], row.get("state", "approved")
    yield ProvideUrgently(key, draft, by) if state == "urgent" else ProposeMeasure(key, draft, by)
    if state == "refused":
        yield RefuseMeasure(key, 1, approver, row["refusal"])
    if state == "approved":
        today = now.astimezone(BRUSSELS).date()
        decided = today - timedelta(days=row.get("since", 0))
        reference = f"BI/{decided:%Y}/{decided:%j}"
        yield ApproveMeasure(key, 1, AUTHORITY, reference, decided, approver)
    if change := row.get("change"):
        ends = now + timedelta(days=change["days"])
        yield ProposeChange(key, Decision(change["decision"]), by, change["reason"], valid_to=ends)


def _draft(row: dict[str, Any], file: str, now: datetime) -> Draft:
    begins = now + timedelta(days=row.get("from_days", 0) - row.get("since", 0))
    ends = now + timedelta(days=row["days"])
    return Draft(
        file,
        row["service"],
        Basis(row["basis"]),
        _terms(row, now),
        begins,
        ends,
        (now + timedelta(days=row["days"] * 0.75)).date(),
        row["reason"],
        row.get("ref", ""),
        row.get("final", False),
    )


def _terms(row: dict[str, Any], now: datetime) -> Terms:
    match MeasureKind(row["kind"]):
        case MeasureKind.CONTACT_PERSON:
            deputy = (row.get("deputy", ""), row.get("deputy_number", ""))
            return ContactPerson(row["name"], row["number"], *deputy)
        case MeasureKind.PRIORITY_CALLS:
            return PriorityCalls(row["number"], row["centre"])
        case MeasureKind.TECHNICAL_STUDY:
            due = (now + timedelta(days=row["due"])).date()
            return TechnicalStudy(due, tuple(row["recommendations"]), row.get("adviser", ""))
        case MeasureKind.PATROLS:
            hours = (time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))
            return Patrols(row["rounds"], *hours)
        case MeasureKind.CHECKS:
            return Checks(tuple(row["subjects"]), row["where"])
        case MeasureKind.FIXED_POST:
            return FixedPost(row["code"], row["strength"], row["relief"], name=row["post"])
        case MeasureKind.CLOSE_PROTECTION:
            return CloseProtection(tuple(row["team"]), row["lead"])
