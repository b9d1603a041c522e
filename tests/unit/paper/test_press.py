"""What is printed: the texts of a report as they are, in the language of who prints."""

import re
import shutil
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from controlroom.paper import press, words
from controlroom.paper.press import print_pdf

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
FONT = re.compile(rb"/FontName ?/\w+\+(\w+)")
OURS = (b"B612", b"LibertinusSerif", b"NewCM", b"DejaVuSansMono")
NOTICE = """
#import "frame.typ": *
#show: frame.with(title: tr("Alerts"), about: data.about, made: filled(tr("by %(name)s"), name: data.by))
#let rows = data.rows.map(row => (priority(row.at(0)), row.at(1)))
#list_of((auto, auto), ("", tr("Post left")), rows, empty: "-")
#signatures(((role: "a", name: "b"),))
"""


@pytest.fixture
def printed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A press with one template of its own."""
    shutil.copy(words.PAPER / "frame.typ", tmp_path)
    shutil.copytree(words.PAPER / "fonts", tmp_path / "fonts")
    (tmp_path / "notice.typ").write_text(NOTICE)
    monkeypatch.setattr(press, "PAPER", tmp_path)
    monkeypatch.setattr(words, "PAPER", tmp_path)
    words.words.cache_clear()
    return tmp_path


async def printed(text: str, locale: str = "nl", *, at: datetime = AT) -> bytes:
    data = {"about": "24.11.2026", "by": "maes", "rows": [[p, text] for p in ("P1", "P2", "P3", "P4", "")]}
    return await print_pdf("notice", locale, data, at=at)


@pytest.mark.parametrize("locale", ["en", "nl", "fr", "de"])
async def test_paper_speaks_the_language_of_who_prints(printed_by: Path, locale: str) -> None:
    printed_pdf = await printed("EU-07", locale)
    assert printed_pdf.startswith(b"%PDF-")
    assert f"/Lang({locale})".encode() in printed_pdf.replace(b" ", b"")


@pytest.mark.parametrize(
    "text",
    [
        '*bold* _it_ #panic("x") $x$ `raw` <script>alert(1)</script> \\ // @ref = head',
        "#sys.inputs #read('/etc/passwd') #import \"@preview/a:1.0.0\"",
        "\x00\x01\x1f\x7f \ud7ff 漢字 Ж Ω \u200b\u200d é",
        "",
        "word" * 3000,
    ],
)
async def test_a_hostile_text_is_printed_and_nothing_else(printed_by: Path, text: str) -> None:
    assert (await printed(text)).startswith(b"%PDF-")


async def test_marks_of_direction_are_left_out(printed_by: Path) -> None:
    assert await printed("\u202eEU-07\u2066\u202c") == await printed("EU-07")
    assert await printed("EU-07") != await printed("EU-08")


async def test_the_same_data_at_the_same_moment_are_the_same_bytes(printed_by: Path) -> None:
    assert await printed("EU-07") == await printed("EU-07")
    assert await printed("EU-07") != await printed("EU-07", at=AT.replace(hour=15))


async def test_nothing_of_the_system_is_needed(printed_by: Path) -> None:
    """Only B612 and what Typst carries is in the file."""
    pdf = await printed("EU-07 Ω")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    names = {name for stream in [pdf, *map(inflated, streams)] for name in FONT.findall(stream)}
    assert any(name.startswith(b"B612") for name in names)
    assert not [name for name in names if not name.startswith(OURS)]


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_every_text_of_a_template_is_found_with_its_line(tmp_path: Path) -> None:
    template = tmp_path / "a.typ"
    template.write_text('#tr("One")\n// tr("Not")\n#filled(tr( "Two %(n)s"), n: "x") #str("No")')
    with template.open("rb") as source:
        assert [(line, text) for line, _, text, _ in words.extract(source)] == [(1, "One"), (3, "Two %(n)s")]
