"""Rows for a spreadsheet, which must not take what somebody typed somewhere for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from fastapi.responses import Response

BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it the usual program reads UTF-8 as something else."""


def spreadsheet(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    said = StringIO()
    writer = csv.writer(said)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    attached = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(BYTE_ORDER_MARK + said.getvalue(), media_type="text/csv; charset=utf-8", headers=attached)


def cell(value: object) -> str:
    """A text that would begin a formula is preceded by an apostrophe, as the OWASP advises."""
    if value is None:
        return ""
    said = str(value)
    is_formula = isinstance(value, str) and said.lstrip(" ").startswith(BEGINS_A_FORMULA)
    return f"'{said}" if is_formula else said
