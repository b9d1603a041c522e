from pathlib import Path
from textwrap import dedent

import pytest

from controlroom.feeds.connectors.build import make_connectors
from controlroom.feeds.toml_file import FileRefused
from tests.unit.feeds.core import FixedClock

FOLDER = """
    [[connector]]
    name = "county"
    kind = "folder"
    feed = "incident"
    unit = "COUNTY"
    format = "ndjson"
    path = "in"
"""
POLL = """
    [[connector]]
    name = "city"
    kind = "poll"
    feed = "visit"
    unit = "CITY"
    format = "json"
    url = "https://city.example/feed"
    headers_env = { Authorization = "CITY_KEY" }
"""
MAPPED = FOLDER.replace('"ndjson"', '"csv"\nmap = "a.map.toml"')
MAPPING = 'name = "x"\nfeed = "{}"\n[fields.at]\ncolumn = "when"\ntype = "time"\n'


def _names(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    (tmp_path / "in").mkdir(exist_ok=True)
    path = tmp_path / "connectors.toml"
    path.write_text(dedent(text))
    return [connector.name for connector in make_connectors(path, environ or {}, FixedClock())]


def test_a_sound_file_makes_its_connectors(tmp_path: Path) -> None:
    assert _names(tmp_path, FOLDER + POLL, {"CITY_KEY": "Bearer x"}) == ["county", "city"]


def test_a_mapping_is_found_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.map.toml").write_text(MAPPING.format("incident"))

    assert _names(tmp_path, MAPPED) == ["county"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (FOLDER + 'pth = "x"', "connector.0.folder.pth: unknown key, did you mean 'path'?"),
        (FOLDER.replace('path = "in"', ""), "connector.0.folder.path: Field required"),
        (FOLDER.replace('"folder"', '"ftp"'), "connector.0: Input tag 'ftp'"),
        (FOLDER.replace('"incident"', '"incidents"'), "connector.0.folder.feed"),
        (FOLDER.replace('"in"', '"nowhere"'), "connector county: path: no such folder"),
        (FOLDER + FOLDER, "connector: the name 'county' stands 2 times"),
        (FOLDER + FOLDER.replace("county", "other"), "connector: 2 connectors watch"),
        (FOLDER + 'map = "x"', "connector.0.folder: format = 'csv' and map belong together"),
        (POLL, "connector city: headers_env.Authorization: CITY_KEY is not set"),
        (POLL.replace("https://", "file://"), "connector.0.poll.url: not an http or https address"),
        (POLL.replace("city.example", "me:secret@city.example"), "connector.0.poll.url: no password"),
        (MAPPED, "connector county: "),
        ("[[conector]]", "conector: unknown key, did you mean 'connector'?"),
    ],
)
def test_a_mistake_stops_the_boot_and_names_the_key(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileRefused) as refused:
        _names(tmp_path, text)

    assert problem in str(refused.value)


def test_a_mapping_of_another_feed_stops_the_boot(tmp_path: Path) -> None:
    (tmp_path / "a.map.toml").write_text(MAPPING.format("visit"))

    with pytest.raises(FileRefused, match="its map makes reports of visit, not incident"):
        _names(tmp_path, MAPPED)
