from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from controlroom.feeds.items import Item, SourceRefused
from controlroom.feeds.lines import Unreadable
from controlroom.feeds.mapping import Mapping, read_mapping
from controlroom.feeds.toml_file import FileRefused

HEAD = 'name = "county"\nfeed = "incident"\n'
AT = '[fields.at]\ncolumn = "when"\ntype = "time"\n'
TEXT = '[fields.text]\ncolumn = "what"\n'


@pytest.fixture
def mapping_of(tmp_path: Path) -> Any:
    def make(text: str) -> Mapping:
        path = tmp_path / "a.map.toml"
        path.write_text(text, encoding="utf-8")
        return read_mapping(path)

    return make


def _read(mapping: Mapping, data: bytes) -> list[Item | Unreadable]:
    return list(mapping.items(BytesIO(data)))


def _report(mapping: Mapping, data: bytes) -> dict[str, Any]:
    (item,) = _read(mapping, data)
    assert isinstance(item, Item), item
    return {key: value for key, value in item.report.items() if key != "id"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEAD + AT + "[cvs]\n", "cvs: unknown key, did you mean 'csv'?"),
        (HEAD + AT + '[csv]\ndelimeter = ";"\n', "csv.delimeter: unknown key, did you mean 'delimiter'?"),
        (HEAD + AT + '[csv]\ndelimiter = ";;"\n', "csv.delimiter: String should have at most 1 character"),
        (HEAD + AT + '[time]\nzone = "Europe/Brussel"\n', "time.zone: no such time zone: 'Europe/Brussel'"),
        (
            HEAD + AT + "[fields.priorty]\nvalue = 3\n",
            "fields.priorty: no such field in a report of incident",
        ),
        (HEAD + TEXT, "fields.at: missing"),
        (
            HEAD + AT + '[fields.text]\ncolumn = "a"\nvalue = "b"\n',
            "fields.text: needs exactly one of column",
        ),
        (
            HEAD + AT + '[[split]]\ncolumn = "what"\npattern = "("\n',
            "split.0.pattern: not a regular expression",
        ),
        (HEAD + AT + '[[split]]\ncolumn = "what"\npattern = "x"\n', "split.0.pattern: needs a named group"),
        (
            HEAD + '[fields.at]\ncolumn = "when"\ntype = "time"\nformat = "%H:%M"\n',
            "fields.at.format: gives no zone",
        ),
        (HEAD + AT + '[csv]\ncolumns = ["When"]\n', "fields.at: no column 'when', did you mean 'When'?"),
        (HEAD + AT + "[csv]\nheader = false\n", "fields.at: 'when' has no name without csv.columns"),
        ("name = \n", "is not TOML"),
    ],
)
def test_a_wrong_mapping_names_the_key(mapping_of: Any, text: str, problem: str) -> None:
    with pytest.raises(FileRefused) as refused:
        mapping_of(text)

    assert problem in str(refused.value)


def test_columns_go_by_the_names_of_the_header(mapping_of: Any) -> None:
    mapping = mapping_of(HEAD + AT + TEXT)

    report = _report(mapping, b"what,more,when\n Van ,x,2026-01-01T10:00:00Z\n")

    assert report == {"at": "2026-01-01T10:00:00+00:00", "text": "Van"}


def test_columns_go_by_their_place_when_there_is_no_header(mapping_of: Any) -> None:
    mapping = mapping_of(
        HEAD + "[csv]\nheader = false\ndelimiter = ';'\n[fields.at]\ncolumn = 2\ntype = 'time'\n"
        "[fields.text]\ntemplate = 'Seen: {1}'\n"
    )

    assert _report(mapping, b"Van;2026-01-01T10:00:00Z")["text"] == "Seen: Van"


def test_a_header_without_a_needed_column_refuses_the_file(mapping_of: Any) -> None:
    with pytest.raises(SourceRefused, match="no column 'what', did you mean 'What'"):
        _read(mapping_of(HEAD + AT + TEXT), b"What,when\n")


def test_a_formula_is_text(mapping_of: Any) -> None:
    hostile = "=HYPERLINK(\"http://x\",'a')".replace('"', '""')

    report = _report(mapping_of(HEAD + AT + TEXT), f'when,what\n2026-01-01T10:00:00Z,"{hostile}"\n'.encode())

    assert report["text"] == "=HYPERLINK(\"http://x\",'a')"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "iso-8859-15"])
def test_each_encoding_is_read(mapping_of: Any, encoding: str) -> None:
    mapping = mapping_of(HEAD + f'[csv]\nencoding = "{encoding}"\n' + AT + TEXT)

    assert _report(mapping, "when,what\n2026-01-01T10:00:00Z,Café €5\n".encode(encoding))["text"] == "Café €5"


def test_types_tables_and_constants(mapping_of: Any) -> None:
    mapping = mapping_of(
        HEAD
        + "[csv]\ndelimiter = ';'\ndecimal = ','\n"
        + AT
        + "[fields.kind]\ncolumn = 'what'\ntable = { Brand = 'fire' }\notherwise = 'other'\n"
        + "[fields.priority]\ncolumn = 'prio'\ntype = 'integer'\n"
        + "[fields.status]\nvalue = 'exercise'\n"
        + "[fields.'position.lat']\ncolumn = 'lat'\ntype = 'number'\noptional = true\n"
        + "[fields.text]\njoin = ['what', 'more', 'prio']\nseparator = ', '\n"
    )

    full = _report(mapping, b"when;what;prio;lat;more\n2026-01-01T10:00:00Z;Brand;3;50,84;\n")
    bare = _report(mapping, b"when;what;prio;lat;more\n2026-01-01T10:00:00Z;?;4;;x\n")

    assert full["kind"] == "fire"
    assert full["priority"] == 3
    assert full["status"] == "exercise"
    assert full["position"] == {"lat": 50.84}
    assert full["text"] == "Brand, 3"
    assert bare["kind"] == "other"
    assert "position" not in bare


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (b"yesterday,Van", "line 3, column when: not a time like 'iso': 'yesterday'"),
        (b"2026-01-01T10:00:00,Van", "line 3, column when: the time '2026-01-01T10:00:00' has no zone"),
        (b"2026-01-01T10:00:00Z,", "line 3, column what: empty"),
        (b"2026-01-01T10:00:00Z", "line 3: 1 columns where 2 should be"),
        (b"2026-01-01T10:00:00Z,Van,more", "line 3: 3 columns where 2 should be"),
        (b'2026-01-01T10:00:00Z,"Van', "line 3: not CSV: unexpected end of data"),
        (b"2026-01-01T10:00:00Z,\xff", "line 3: not utf-8"),
    ],
)
def test_a_bad_row_says_where_and_why_and_spoils_no_other(
    mapping_of: Any, row: bytes, complaint: str
) -> None:
    good = b"2026-01-01T10:00:00Z,Van\n"

    found = _read(mapping_of(HEAD + AT + TEXT), b"when,what\n" + good + row + b"\n" + good)

    assert [type(item) for item in found] == [Item, Unreadable, Item]
    assert str(found[1]).startswith(complaint)


@pytest.mark.parametrize("number", ["1_000", "nan", "inf", "0x10", "1e999", "twelve"])
def test_what_is_no_number_is_refused(mapping_of: Any, number: str) -> None:
    mapping = mapping_of(HEAD + AT + "[fields.'position.lat']\ncolumn = 'lat'\ntype = 'number'\n")

    (item,) = _read(mapping, f"when,lat\n2026-01-01T10:00:00Z,{number}\n".encode())

    assert isinstance(item, Unreadable)
    assert item.column == "lat"


def test_quoted_newlines_are_read_where_the_mapping_says_so(mapping_of: Any) -> None:
    mapping = mapping_of(HEAD + "[csv]\nquoted_newlines = true\n" + AT + TEXT)
    data = b'when,what\n2026-01-01T10:00:00Z,"two\nlines"\n\xff\n2026-01-01T10:00:00Z,Van\n'

    found = _read(mapping, data)

    assert [item.line for item in found] == [2, 4, 5]
    assert isinstance(found[0], Item)
    assert found[0].report["text"] == "two\nlines"
    assert isinstance(found[1], Unreadable)


def test_a_number_of_the_source_names_the_report(mapping_of: Any) -> None:
    mapping = mapping_of('identity = ["what"]\n' + HEAD + AT + TEXT)

    first, second = _read(mapping, b"when,what\n2026-01-01T10:00:00Z,7\n2026-01-01T11:00:00Z,7\n")

    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert first.report["id"] == second.report["id"]


def test_repairing_a_bad_row_changes_no_other_id(mapping_of: Any) -> None:
    mapping = mapping_of(HEAD + AT + TEXT)
    good, bad = b"2026-01-01T10:00:00Z,Van\n", b"yesterday,Van\n"

    broken = _read(mapping, b"when,what\n" + bad + good + bad + good)
    mended = _read(mapping, b"when,what\n" + good.replace(b"Van", b"Car") + good + bad + good)

    assert [item.report["id"] for item in broken if isinstance(item, Item)] == [
        item.report["id"] for item in mended[1:] if isinstance(item, Item)
    ]
