"""What a table of institutions would do, line by line; and that done, if nothing moved meanwhile."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.institutions import (
    COLUMNS,
    NEEDED,
    Told,
    contacts_in,
    must_say_enough,
    registration,
    row_of,
    told,
)
from controlroom.interchange.preview import Change, Standing
from controlroom.interchange.table import read_table
from controlroom.watch.commands import Command
from controlroom.watch.sites import SetContacts, Site
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.words import mark

FROM_A_TABLE: Final = "read from a table"
TWICE: Final = mark("%(code)s stands in line %(first)s already.")
RESTRICTED: Final = mark("The file of %(code)s is restricted, and you do not read it.")


@dataclass(frozen=True, slots=True)
class Line:
    """`line`: of the file. `commands`: what is to be done, in this order; empty unless new or changed."""

    line: int
    code: str
    deed: Standing
    name: str = ""
    changes: tuple[Change, ...] = ()
    fault: Fault | None = None
    commands: tuple[Command, ...] = ()

    @property
    def names_people(self) -> bool:
        return any(change.field == "contacts" for change in self.changes)


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[Line, ...]

    def count(self, deed: Standing) -> int:
        return sum(line.deed is deed for line in self.lines)

    def of(self, deed: Standing) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.deed is deed)

    @property
    def commands(self) -> list[Command]:
        return [command for line in self.lines for command in line.commands]

    @property
    def mark(self) -> str:
        """Two plans that show the same have the same."""
        shown = [(line.line, line.deed, line.changes, line.commands) for line in self.lines]
        return sha256(repr(shown).encode()).hexdigest()


def plan(raw: bytes, sites: Mapping[str, Site], hidden: Set[str], by: str) -> Plan:
    """`hidden`: sites that whoever asks may not read. Raises Unreadable if it is no such table."""
    table = read_table(raw, COLUMNS, NEEDED)
    seen: dict[str, int] = {}
    lines = [Line(fault.line, "", Standing.REFUSED, fault=fault) for fault in table.faults]
    for row in table.rows:
        try:
            said = told(row)
            _must_be_its_first(said, seen, hidden)
            lines.append(_line(said, sites.get(said.code), by))
        except Unreadable as refused:
            code = row.cells["code"].strip()
            lines.append(Line(row.line, code, Standing.REFUSED, fault=refused.fault))
    return Plan(tuple(sorted(lines, key=lambda line: line.line)))


def _must_be_its_first(said: Told, seen: dict[str, int], hidden: Set[str]) -> None:
    if said.code in seen:
        raise Unreadable(said.line, TWICE, code=said.code, first=seen[said.code])
    seen[said.code] = said.line
    if said.code in hidden:
        raise Unreadable(said.line, RESTRICTED, code=said.code)


def _line(said: Told, site: Site | None, by: str) -> Line:
    if site is None:
        must_say_enough(said)
    before = row_of(site) if site else dict.fromkeys(COLUMNS, "")
    changes = tuple(_changes(said, before))
    name = said.fields.get("name") or before["name"]
    if not changes:
        return Line(said.line, said.code, Standing.UNCHANGED, name)
    deed = Standing.CHANGED if site else Standing.NEW
    commands = tuple(_commands(said, site, {change.field for change in changes}, by))
    return Line(said.line, said.code, deed, name, changes, None, commands)


def _changes(said: Told, before: Mapping[str, str]) -> Iterable[Change]:
    for name in COLUMNS:
        if name in said.fields and said.fields[name] != before[name]:
            yield Change(name, before[name], said.fields[name])


def _commands(said: Told, site: Site | None, changed: Set[str], by: str) -> Iterable[Command]:
    """A level is set as one, so that it stands in its history; the rest is told anew, the contacts apart."""
    if site and "threat_level" in changed:
        yield SetThreatLevel(f"site:{said.code}", int(said.fields["threat_level"]), by, reason=FROM_A_TABLE)
    if site is None or changed - {"contacts", "threat_level"}:
        yield registration(said, site)
    if "contacts" in changed:
        seen = site.contacts_seq if site else None
        yield SetContacts(said.code, by, contacts_in(said.line, said.fields["contacts"]), seen)
