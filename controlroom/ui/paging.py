"""Which of the pages of a list this is, and the addresses of its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from controlroom.store.panels.institutions import A_PAGE


@dataclass(frozen=True, slots=True)
class Paging:
    """`first` and `last`: rows of the whole list, from 1. `before`, `after`: empty where there is none."""

    found: int
    first: int
    last: int
    before: str
    after: str
    query: str

    @property
    def whole(self) -> bool:
        return not (self.before or self.after)


def paging(path: str, asked: Mapping[str, object], page: int, found: int) -> Paging:
    """`asked`: the filters; those that are empty stand in no address."""
    said = {name: value for name, value in asked.items() if value not in ("", 0)}
    last = min(page * A_PAGE, found)
    return Paging(
        found=found,
        first=(page - 1) * A_PAGE + 1 if found else 0,
        last=last,
        before=_at(path, said, page - 1) if page > 1 else "",
        after=_at(path, said, page + 1) if last < found else "",
        query=urlencode(said),
    )


def _at(path: str, said: Mapping[str, object], page: int) -> str:
    return f"{path}?{urlencode({**said, **({'page': page} if page > 1 else {})})}"
