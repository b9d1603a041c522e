"""Rows for a spreadsheet, which must not take what somebody typed somewhere for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from fastapi.responses import Response

from controlroom.interchange.table import guarded

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
    """A text that would begin a formula is guarded, as the OWASP advises; a number is none."""
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)
