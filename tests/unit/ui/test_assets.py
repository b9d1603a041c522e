import json
import re
from pathlib import Path

import pytest

from controlroom.ui.assets import STATIC, TEMPLATES, asset, build_id
from tools.vendor import LOCK, wrong_files

OWN = [p for p in STATIC.rglob("*") if p.suffix in (".css", ".js", ".svg") and "vendor" not in p.parts]
PAGES = sorted(TEMPLATES.rglob("*.html"))


def test_what_others_made_is_what_the_lock_says() -> None:
    lock = json.loads(LOCK.read_text())
    assert wrong_files(lock) == []
    shipped = {file["to"] for package in lock["packages"] for file in package["files"]}
    there = {p.relative_to(STATIC).as_posix() for d in ("vendor", "fonts") for p in (STATIC / d).iterdir()}
    assert there == shipped
    assert all(package["licence"] for package in lock["packages"])


@pytest.mark.parametrize("file", [*OWN, *PAGES], ids=lambda p: p.name)
def test_nothing_is_loaded_from_elsewhere(file: Path) -> None:
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_a_template_has_no_inline_style_or_script_and_trusts_no_text(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|\shx-", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\|\s*safe|Markup|autoescape", text)
    assert not re.search(r"\b_\((?!\")", text), "translate words of others with the filter `word`"


def test_colours_sizes_and_fonts_stand_in_one_file() -> None:
    for file in OWN:
        if file.suffix == ".css" and file.name != "tokens.css":
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|font-family: \"", file.read_text()), file.name


def test_an_address_changes_when_its_file_does_and_a_build_has_one_name() -> None:
    assert re.fullmatch(r"/static/live\.js\?v=[0-9a-f]{12}", asset("live.js"))
    assert re.fullmatch(r"[0-9a-f]{12}", build_id())
