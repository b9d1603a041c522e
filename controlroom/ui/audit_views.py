"""What an auditor asked, and how a row of the journal reads."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.store.panels.checkpoints import Seal
from controlroom.store.panels.journal_rows import JournalRow, Question
from controlroom.store.signed_note import Signer, opened
from controlroom.ui.words import DEEDS_SEEN
from controlroom.watch.events import EVENTS
from controlroom.watch.words import mark

Short = Annotated[str, Field(max_length=200)]
Day = Annotated[date | None, BeforeValidator(lambda said: said or None)]
Before = Annotated[int | None, BeforeValidator(lambda said: said or None), Field(ge=1, lt=2**63)]

SIGNED: Final = mark("signed by our key")
BY_ANOTHER: Final = mark("not signed by the key that is set here")
NO_KEY: Final = mark("no key is set here to check it")


class AuditForm(BaseModel):
    """`kind`: a group of kinds of events, as `data`; `since`, `until`: days, both counted in."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    who: Short = ""
    thing: Short = ""
    kind: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")] = "data"
    since: Day = None
    until: Day = None
    words: Short = ""
    before: Before = None

    @property
    def said(self) -> dict[str, str]:
        """Without the place in the pages."""
        values = {name: getattr(self, name) for name in ("who", "thing", "since", "until", "words")}
        return {name: str(value) for name, value in values.items() if value} | {"kind": self.kind}

    @property
    def asks(self) -> bool:
        return bool(self.said.keys() - {"kind"})


def read(form: AuditForm) -> Question:
    return Question(
        person=form.who.strip(),
        thing=form.thing.strip(),
        kind=f"{form.kind}." if form.kind else "",
        words=form.words.strip(),
        since=_midnight(form.since) if form.since else None,
        until=_midnight(form.until + timedelta(days=1)) if form.until else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BRUSSELS)


def groups() -> list[str]:
    """The beginnings of all kinds of events."""
    return sorted({kind.partition(".")[0] for kind in EVENTS})


@dataclass(frozen=True, slots=True)
class RowView:
    """`said`: the body; `private`: only of a row that was opened."""

    seq: int
    at: datetime
    actor: str
    account: str
    kind: str
    body: str
    said: Mapping[str, Any]
    has_private: bool
    erased: bool
    private: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_consultation(self) -> bool:
        return self.kind in DEEDS_SEEN

    @property
    def things(self) -> list[str]:
        return list(self.said.get("things") or []) if self.is_consultation else []

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The body of any other row, as it stands; what is within something has its name before its own."""
        return [(name, _plain(value)) for name, value in _flat(self.said) if value not in (None, "", [])]

    @property
    def private_facts(self) -> list[tuple[str, str]]:
        return [(name, _plain(value)) for name, value in self.private.items()]


def row_view(row: JournalRow, names: Mapping[str, str], *, opened: bool = False) -> RowView:
    return RowView(
        seq=row.seq,
        at=row.at,
        actor=names.get(row.actor, row.actor),
        account=row.actor,
        kind=row.kind,
        body=row.body,
        said=json.loads(row.body),
        has_private=row.private is not None,
        erased=row.erased,
        private=json.loads(row.private) if opened and row.private else {},
    )


def _flat(said: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in said.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{within}{name}.")
        else:
            yield f"{within}{name}", value


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A checkpoint, what its signature is worth, and whether the journal still goes through it."""

    made_at: datetime
    size: int
    key_name: str
    signed: str
    holds: bool


def sealed(seal: Seal, key: SecretStr | None) -> Sealed:
    return Sealed(seal.made_at, seal.size, seal.key_name, _signed(seal, key), seal.holds)


def _signed(seal: Seal, key: SecretStr | None) -> str:
    if key is None:
        return NO_KEY
    try:
        opened(seal.note.encode(), Signer.parse(key.get_secret_value()).verifier)
    except Refused:
        return BY_ANOTHER
    return SIGNED
