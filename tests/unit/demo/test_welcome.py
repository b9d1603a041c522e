import json
from io import StringIO

from rich.console import Console

from controlroom.demo.welcome import SignIn, Welcome

WELCOME = Welcome(
    base="http://127.0.0.1:8080",
    wall_token="wall-token",
    users=[SignIn("duty", "a password", "duty officer")],
    units={"EU-01A": "unit-token"},
    unit_code="482-917",
    ready_s=2.3456,
    note="PostgreSQL embedded; Redis embedded",
)


def test_a_script_finds_every_address_and_token_in_one_line() -> None:
    line = WELCOME.as_json()
    assert "\n" not in line
    assert json.loads(line) == {
        "wall": "http://127.0.0.1:8080/screen/wall-token",
        "desk": "http://127.0.0.1:8080/desk",
        "base": "http://127.0.0.1:8080",
        "wall_token": "wall-token",
        "users": [{"name": "duty", "password": "a password", "role": "duty officer"}],
        "units": [{"call_sign": "EU-01A", "token": "unit-token"}],
        "unit_code": "482-917",
        "ready_s": 2.346,
    }


def test_a_person_reads_where_to_look_how_to_sign_in_and_what_to_try() -> None:
    console = Console(width=60, record=True, file=StringIO())
    WELCOME.show(console)
    page = console.export_text()
    for said in (
        WELCOME.wall,
        WELCOME.desk,
        "duty",
        "a password",
        "482-917",
        "Bearer unit-token",
        "Redis embedded",
    ):
        assert said in page
