"""What a table of institutions would do is said line by line before it is done."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.interchange.institution_plan import Plan, plan
from controlroom.interchange.institutions import COLUMNS, row_of
from controlroom.interchange.preview import Standing
from controlroom.interchange.table import guarded
from controlroom.watch.contacts import Contact
from controlroom.watch.sites import Names, RegisterSite, SetContacts, Site, SiteKind
from controlroom.watch.threat import SetThreatLevel

LIEGE = Site(
    *("CONS-FR", "Consulate", SiteKind.EMBASSY, "Rue de l'Évêché 1", "Liège", 50.64, 5.57, 2),
    names=Names(nl="Consulaat", fr='Consulat "général"'),
    country="FR",
    contacts=(Contact("Guard", "security", "+32 4 555 01 23", "20:00", "08:00"),),
    contacts_seq=17,
)
HEAD = "code;name;kind;municipality;lat;lon;threat_level\r\n"


def planned(table: str, *sites: Site, hidden: frozenset[str] = frozenset()) -> Plan:
    return plan(table.encode(), {site.code: site for site in sites}, hidden, "anna")


def exported(sites: Iterable[Site]) -> str:
    written = StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    for site in sites:
        writer.writerow({name: guarded(cell) for name, cell in row_of(site).items()})
    return written.getvalue()


def test_what_was_exported_changes_nothing() -> None:
    (line,) = planned(exported([LIEGE]), LIEGE).lines
    assert (line.deed, line.changes, line.commands) == (Standing.UNCHANGED, (), ())


def test_a_new_institution_is_told_with_all_its_fields() -> None:
    (line,) = planned(HEAD + "EMB-EE;Embassy of Estonia;Embassy;Brussels;50,83;4,36;2\r\n").lines
    assert (line.line, line.deed, line.name) == (2, Standing.NEW, "Embassy of Estonia")
    assert line.commands == (
        RegisterSite(
            *("EMB-EE", "Embassy of Estonia", SiteKind.EMBASSY, "", "Brussels", 50.83, 4.36, 2),
            names=Names(),
            country="",
            organisation="",
        ),
    )


def test_only_what_changes_is_told_from_what_to_what_and_what_has_no_column_stays() -> None:
    (line,) = planned("code,name\r\ncons-fr,Consulate General\r\n", LIEGE).lines
    assert [(c.field, c.before, c.after) for c in line.changes] == [
        ("name", "Consulate", "Consulate General")
    ]
    (told,) = line.commands
    assert isinstance(told, RegisterSite)
    assert (told.names, told.country, told.address) == (LIEGE.names, "FR", LIEGE.address)


def test_a_level_is_set_as_a_level_and_contacts_as_those_that_were_seen() -> None:
    table = "code,threat_level,contacts\r\nCONS-FR,3,Ms Petit | consul | 04 555 01 24\r\n"
    assert planned(table, LIEGE).commands == [
        SetThreatLevel("site:CONS-FR", 3, "anna", reason="read from a table"),
        SetContacts("CONS-FR", "anna", (Contact("Ms Petit", "consul", "04 555 01 24"),), 17),
    ]


def test_an_empty_level_says_nothing_and_empty_contacts_are_nobody() -> None:
    assert planned("code,threat_level\r\nCONS-FR,\r\n", LIEGE).commands == []
    assert planned("code,contacts\r\nCONS-FR,\r\n", LIEGE).commands == [
        SetContacts("CONS-FR", "anna", (), 17)
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("emb ee;E;embassy;Brussels;50;4;2", "no code"),
        ("EMB-EE;;embassy;Brussels;50;4;2", "name is empty"),
        ("EMB-EE;E;castle;Brussels;50;4;2", "no kind 'castle'"),
        ("EMB-EE;E;embassy;;50;4;2", "needs municipality"),
        ("EMB-EE;E;embassy;Brussels;north;4;2", "lat is no number of degrees: 'north'"),
        ("EMB-EE;E;embassy;Brussels;50;181;2", "lon is no number"),
        ("EMB-EE;E;embassy;Brussels;nan;4;2", "lat is no number"),
        ("EMB-EE;E;embassy;Brussels;50;4;5", "not '5'"),
        ("EMB-EE;" + "E" * 161 + ";embassy;Brussels;50;4;2", "more than 160"),
        ("EMB-EE;E;embassy;Brussels;50;4", "6 cells"),
        ("CONS-FR;E;embassy;Brussels;50;4;2", "restricted"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_line_and_no_other(row: str, reason: str) -> None:
    good = "EMB-FI;Embassy of Finland;embassy;Brussels;50.8;4.3;2"
    lines = planned(f"{HEAD}{row}\r\n{good}\r\n", hidden=frozenset({"CONS-FR"})).lines
    assert [(line.line, line.deed) for line in lines] == [(2, Standing.REFUSED), (3, Standing.NEW)]
    assert lines[0].fault
    assert reason in lines[0].fault.text % lines[0].fault.values


@pytest.mark.parametrize(
    ("contacts", "reason"),
    [
        ("Guard | 02 555 01 23", "written as name"),
        ("Guard | security | soon", "no telephone number"),
        ("Guard | security | 02 555 01 23 | day", "no time of day"),
    ],
)
def test_a_contact_that_cannot_be_called_is_refused(contacts: str, reason: str) -> None:
    (line,) = planned(f"code,contacts\r\nCONS-FR,{contacts}\r\n", LIEGE).lines
    assert line.fault
    assert reason in line.fault.text % line.fault.values


def test_the_second_row_of_a_code_is_refused_with_the_line_of_the_first() -> None:
    lines = planned("code,name\r\nCONS-FR,A\r\ncons-fr,B\r\n", LIEGE).lines
    assert [line.deed for line in lines] == [Standing.CHANGED, Standing.REFUSED]
    assert lines[1].fault
    assert lines[1].fault.values["first"] == 2


def test_plans_that_would_do_the_same_are_the_same_and_others_are_not() -> None:
    table = "code,name\r\nCONS-FR,A\r\n"
    assert planned(table, LIEGE).mark == planned(table, LIEGE).mark
    moved = replace(LIEGE, address="Rue de l'Évêché 2")
    assert planned(table, LIEGE).mark != planned(table, moved).mark


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
LINES = st.lists(WORDS, min_size=1, max_size=2).map("\n".join).map(str.strip)
NAME = WORDS.filter(lambda said: said.isprintable() and said and "|" not in said)
CONTACTS = st.lists(st.builds(Contact, NAME, NAME, st.just("+32 2 555 01 23")), min_size=1, max_size=3)
A_SITE = st.builds(
    Site,
    code=st.from_regex(r"[A-Z0-9][A-Z0-9-]{0,19}", fullmatch=True),
    name=WORDS.filter(bool),
    kind=st.sampled_from(SiteKind),
    address=LINES,
    municipality=WORDS,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    threat_level=st.integers(1, 4),
    short=WORDS,
    names=st.builds(Names, nl=WORDS.map(lambda said: said or None)),
    country=st.sampled_from(("", "FR")),
    organisation=WORDS,
    contacts=st.one_of(st.none(), CONTACTS.map(tuple)),
)


@given(st.lists(A_SITE, max_size=4, unique_by=lambda site: site.code))
def test_whatever_institutions_there_are_exported_they_change_nothing(sites: list[Site]) -> None:
    assert planned(exported(sites), *sites).commands == []
