"""What a feed answers, written by hand, since this is the hottest path of the product."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from starlette.responses import Response

from controlroom.desk.requests import Accepted
from controlroom.feeds.problems import Problem, answer, stamp


class Receipt(NamedTuple):
    """One report's id, if it could be read, and what became of it."""

    id: str | None
    outcome: Accepted | Problem


def single(receipt: Receipt) -> Response:
    """201 for what is now on disk, 200 for what had been before."""
    if isinstance(receipt.outcome, Problem):
        return answer(receipt.outcome)
    body = f'{{"id":"{receipt.id}",{_place(receipt.outcome)}}}'
    return Response(body, 201 if receipt.outcome.fresh else 200, media_type="application/json")


def batch(receipts: Sequence[Receipt]) -> Response:
    body = ",".join(_line(receipt) for receipt in receipts)
    return Response(f'{{"results":[{body}]}}', media_type="application/json")


def _line(receipt: Receipt) -> str:
    if isinstance(receipt.outcome, Problem):
        problem = receipt.outcome.as_json()
        return json.dumps({"id": receipt.id, "status": receipt.outcome.status, "problem": problem})
    status = 201 if receipt.outcome.fresh else 200
    return f'{{"id":"{receipt.id}","status":{status},{_place(receipt.outcome)}}}'


def _place(accepted: Accepted) -> str:
    return f'"seq":{accepted.seq},"received_at":"{stamp(accepted.received_at)}"'
