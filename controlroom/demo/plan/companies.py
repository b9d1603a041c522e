"""The companies of the early-warning network, and what they have reported."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from controlroom.demo.data import table
from controlroom.ids import warning_ref
from controlroom.watch.companies import RegisterCompany, Sector
from controlroom.watch.early_warnings import (
    Account,
    AssessWarning,
    Behaviour,
    CloseWarning,
    GiveFeedback,
    Outcome,
    ReportWarning,
    TriageWarning,
)
from controlroom.watch.reports import Report
from controlroom.watch.sites import RegisterSite, SiteKind

Deed = ReportWarning | TriageWarning | AssessWarning | GiveFeedback | CloseWarning


def companies() -> Iterator[RegisterSite | RegisterCompany]:
    for site in table("company_sites", "companies"):
        where = (site["address"], site["municipality"], site["lat"], site["lon"], site["level"])
        yield RegisterSite(site["code"], site["name"], SiteKind(site["kind"]), *where, site["short"])
    for one in table("companies"):
        yield RegisterCompany(one["code"], one["name"], Sector(one["sector"]), tuple(one["sites"]))


def warnings(now: datetime, reader: str) -> Iterator[Deed]:
    """In the order in which they were done; the same ones in every demo, so that old data has them once."""
    for row in table("warnings", "companies"):
        key = str(uuid5(NAMESPACE_URL, row["facts"]))
        ref = warning_ref(row["company"], key)
        said = Account(row["facts"], row.get("assessment"), person=row.get("person"))
        report = Report(key, row["by"], now - timedelta(hours=row["ago"]))
        yield ReportWarning(report, ref, row["company"], row["site"], Behaviour(row["behaviour"]), said)
        yield TriageWarning(ref, reader)
        if "answer" in row:
            yield from _answered(ref, row, reader)


def _answered(ref: str, row: dict[str, Any], reader: str) -> Iterator[Deed]:
    yield AssessWarning(ref, action=False, text=row["answer"], by=reader)
    yield GiveFeedback(ref, row["answer"], reader)
    yield CloseWarning(ref, Outcome(row["outcome"]), reader)
