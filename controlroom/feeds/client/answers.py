"""What a server's answer to a batch means; pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from controlroom.feeds.client.outbox import Waiting

NOT_NOW = {408, 421, 423, 425, 429}
SPOILT_BY_ITS_BODY = {400, 413, 415, 422}
"""Refusals of a whole request: which report is to blame is found by sending halves."""
HINTS = {
    401: ": it does not know this token, or the token was revoked",
    404: ": nothing takes feeds at this address",
    **dict.fromkeys((301, 302, 307, 308), ": it has moved; give the new address as --url"),
}


@dataclass(slots=True)
class Verdict:
    """What became of each report of a batch; whatever is in none of the three stays in the queue."""

    fresh: list[Waiting] = field(default_factory=list)
    known: list[Waiting] = field(default_factory=list)
    refused: list[tuple[Waiting, str]] = field(default_factory=list)
    again: str | None = None
    """Why the rest must be sent again, after a while."""
    divide: bool = False
    stop: str | None = None
    """Why sending on is useless until somebody acts."""


def judge(batch: Sequence[Waiting], status: int, body: bytes) -> Verdict:
    """Only an answer for a report itself takes it off the queue."""
    if status == 200:
        return _each(batch, body)
    if status == 201 and len(batch) == 1:
        return Verdict(fresh=list(batch))
    words = _words(status, body)
    if status in NOT_NOW or status >= 500:
        return Verdict(again=words)
    if status in SPOILT_BY_ITS_BODY:
        return Verdict(divide=True) if len(batch) > 1 else Verdict(refused=[(batch[0], words)])
    return Verdict(stop=words)


def _each(batch: Sequence[Waiting], body: bytes) -> Verdict:
    results = _results(body)
    if results is None or len(results) != len(batch):
        return Verdict(again="the answer does not look like one of controlroom: is a proxy in between?")
    verdict = Verdict()
    for report, result in zip(batch, results, strict=True):
        _one(verdict, report, result)
    return verdict


def _results(body: bytes) -> list[dict[str, Any]] | None:
    try:
        results = json.loads(body)["results"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(results, list) or not all(isinstance(result, dict) for result in results):
        return None
    return results


def _one(verdict: Verdict, report: Waiting, result: dict[str, Any]) -> None:
    match result.get("status"):
        case 201:
            verdict.fresh.append(report)
        case 200:
            verdict.known.append(report)
        case int(status) if 400 <= status < 500 and status not in NOT_NOW:
            verdict.refused.append((report, problem_words(status, result.get("problem"))))
        case status:
            verdict.again = f"the server could not take a report now ({status})"


def problem_words(status: int, problem: object) -> str:
    """A problem document in a line: its title, and its detail or else each field."""
    if not isinstance(problem, dict):
        return f"refused ({status})"
    errors = problem.get("errors")
    fields = errors if isinstance(errors, list) else []
    detail = problem.get("detail") or "; ".join(_field_words(one) for one in fields if isinstance(one, dict))
    return ": ".join(str(words) for words in (problem.get("title"), detail) if words) or f"refused ({status})"


def _field_words(amiss: dict[str, Any]) -> str:
    where = amiss.get("field") or amiss.get("pointer") or ""
    return f"{where} {amiss.get('reason') or amiss.get('detail') or ''}".strip()


def _words(status: int, body: bytes) -> str:
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    if isinstance(problem, dict):
        return f"the server answered {status}: {problem_words(status, problem)}"
    return f"the server answered {status}{HINTS.get(status, '')}"
