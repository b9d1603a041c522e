"""Settings: read once, from variables or files; a mistake stops the start and says where it is."""

from pathlib import Path

import pytest

from controlroom.settings import read_settings

DATABASE = "postgresql://app:secret@127.0.0.1/controlroom"
ENOUGH = {"CONTROLROOM_DATABASE_URL": DATABASE}


def test_a_database_is_all_that_must_be_set() -> None:
    settings = read_settings(ENOUGH)
    assert (settings.database, settings.owner_database) == (DATABASE, DATABASE)
    assert (settings.host, settings.port, settings.redis_url) == ("127.0.0.1", 8080, None)


def test_a_misspelt_variable_stops_the_start_and_is_named() -> None:
    with pytest.raises(SystemExit, match="CONTROLROOM_DATABSE_URL"):
        read_settings({**ENOUGH, "CONTROLROOM_DATABSE_URL": DATABASE})


def test_all_misspelt_variables_are_named_at_once() -> None:
    with pytest.raises(SystemExit, match="CONTROLROOM_HOSTS, CONTROLROOM_PROT"):
        read_settings({**ENOUGH, "CONTROLROOM_PROT": "1", "CONTROLROOM_HOSTS": "x"})


def test_variables_of_other_programs_are_none_of_our_business() -> None:
    others = {"PATH": "/bin", "CONTROLROOM_UNIT_TOKEN": "x", "CONTROLROOM_URL": "y"}
    assert read_settings({**ENOUGH, **others}) == read_settings(ENOUGH)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONTROLROOM_PORT", "eighty"),
        ("CONTROLROOM_SMTP_HOST", "mail.example/inbox"),
        ("CONTROLROOM_SMTP_SECURITY", "ssl"),
        ("CONTROLROOM_SMTP_FROM", "Room <room@centre.example>"),
        ("CONTROLROOM_SMTP_FROM", "room@centre.example\nBcc: x@y.example"),
        ("CONTROLROOM_PORT", "70000"),
        ("CONTROLROOM_QUEUE_LIMIT", "0"),
        ("CONTROLROOM_WORKERS", "0"),
        ("CONTROLROOM_WORKERS", "17"),
        ("CONTROLROOM_DATABASE_URL", "sqlite:///file"),
        ("CONTROLROOM_REDIS_URL", "postgresql://x/y"),
        ("CONTROLROOM_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_and_its_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(SystemExit, match=name):
        read_settings({**ENOUGH, name: value})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"HOST": "mail.example"}, "SMTP_HOST needs SMTP_FROM"),
        ({"USER": "room"}, "SMTP_USER needs SMTP_PASSWORD"),
        ({"USER": "room", "PASSWORD": "x", "SECURITY": "none"}, "no password is sent in clear"),
    ],
)
def test_half_a_mail_server_stops_the_start(more: dict[str, str], said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        read_settings({**ENOUGH, **{f"CONTROLROOM_SMTP_{name}": value for name, value in more.items()}})


def test_without_a_database_nothing_starts() -> None:
    with pytest.raises(SystemExit, match="CONTROLROOM_DATABASE_URL"):
        read_settings({})


def test_a_secret_can_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "database_url"
    file.write_text(f"{DATABASE}\n")
    assert read_settings({"CONTROLROOM_DATABASE_URL_FILE": str(file)}).database == DATABASE


def test_a_setting_that_is_itself_a_file_is_taken_as_its_path(tmp_path: Path) -> None:
    settings = read_settings({**ENOUGH, "CONTROLROOM_INGESTORS_FILE": str(tmp_path / "ingestors.toml")})
    assert settings.ingestors_file == tmp_path / "ingestors.toml"


def test_a_secret_file_that_is_not_there_stops_the_start_and_its_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="CONTROLROOM_DATABASE_URL_FILE"):
        read_settings({"CONTROLROOM_DATABASE_URL_FILE": str(tmp_path / "nowhere")})


def test_a_setting_given_twice_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "database_url"
    file.write_text(DATABASE)
    with pytest.raises(SystemExit, match="CONTROLROOM_DATABASE_URL"):
        read_settings({**ENOUGH, "CONTROLROOM_DATABASE_URL_FILE": str(file)})


def test_what_a_command_line_gives_wins(tmp_path: Path) -> None:
    assert read_settings({**ENOUGH, "CONTROLROOM_PORT": "8081"}, port=9000).port == 9000


def test_a_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(SystemExit, match="CONTROLROOM_TRUSTED_PROXIES"):
        read_settings({**ENOUGH, "CONTROLROOM_TRUSTED_PROXIES": "10.0.0.0/8,*"})


def test_a_queue_into_which_no_full_request_fits_stops_the_start() -> None:
    with pytest.raises(SystemExit, match="CONTROLROOM_QUEUE_LIMIT"):
        read_settings({**ENOUGH, "CONTROLROOM_QUEUE_LIMIT": "999"})


def test_settings_do_not_change_while_the_watch_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(read_settings(ENOUGH), "port", 1)  # noqa: B010


@pytest.mark.parametrize(
    ("url", "secure"), [("https://watch.example", True), ("http://127.0.0.1:8080", False)]
)
def test_cookies_are_bound_to_https_where_the_public_address_is(url: str, secure: bool) -> None:
    assert read_settings({**ENOUGH, "CONTROLROOM_PUBLIC_URL": url}).secure is secure


def test_the_disks_to_watch_are_directories_with_commas(tmp_path: Path) -> None:
    named = {**ENOUGH, "CONTROLROOM_DISK_PATHS": f"{tmp_path}, /"}
    assert read_settings(named).disks == [tmp_path, Path("/")]
    assert read_settings(ENOUGH).disks == []
    with pytest.raises(SystemExit, match=r"CONTROLROOM_DISK_PATHS: .*there is no directory /nowhere"):
        read_settings({**ENOUGH, "CONTROLROOM_DISK_PATHS": "/,/nowhere"})
