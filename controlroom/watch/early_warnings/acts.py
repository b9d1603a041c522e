"""What is done with an early warning. `by` is an account's name; who may, the pages say."""

from dataclasses import dataclass

from controlroom.watch.early_warnings.early_warning import Account, Behaviour, Outcome
from controlroom.watch.measures.acts import Draft
from controlroom.watch.meetings.meeting import Invitee
from controlroom.watch.reports import Report


@dataclass(frozen=True, slots=True)
class ReportWarning:
    """A company reports. `ref` follows from its company and the report's id (`ids.warning_ref`).

    The unit of the report is the unit of its system, or the account of whoever fills in the form.
    """

    report: Report
    ref: str
    company: str
    site: str
    behaviour: Behaviour
    account: Account


@dataclass(frozen=True, slots=True)
class TriageWarning:
    """Somebody has read it and takes it up."""

    warning: str
    by: str


@dataclass(frozen=True, slots=True)
class ShareWarning:
    """With those who need to know; `need` says why."""

    warning: str
    partners: tuple[Invitee, ...]
    by: str
    need: str


@dataclass(frozen=True, slots=True)
class AdviseOnWarning:
    warning: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class InvestigateWarning:
    warning: str
    by: str


@dataclass(frozen=True, slots=True)
class AssessWarning:
    """`action`: whether protective action is needed. If so it proposes a measure: `draft`, under `measure`
    (`ids.measure_id`); the report is its basis, whatever the draft says.

    `seen`, here and below: the last that was said of it when somebody decided, None where nobody asks.
    """

    warning: str
    action: bool
    text: str
    by: str
    measure: str = ""
    draft: Draft | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class GiveFeedback:
    """What the company is told."""

    warning: str
    text: str
    by: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class CloseWarning:
    warning: str
    outcome: Outcome
    by: str
    seen: int | None = None


ChangeOfWarning = (
    TriageWarning
    | ShareWarning
    | AdviseOnWarning
    | InvestigateWarning
    | AssessWarning
    | GiveFeedback
    | CloseWarning
)
WarningCommand = ReportWarning | ChangeOfWarning
