"""Rows for a spreadsheet, which must not take what somebody typed somewhere for a formula."""

from collections.abc import Iterable, Sequence

from fastapi.responses import Response

from controlroom.interchange.table import cell, table_text

__all__ = ["cell", "spreadsheet"]


def spreadsheet(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    attached = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(table_text(head, rows), media_type="text/csv; charset=utf-8", headers=attached)
