"""Which addresses a receiver may have."""

import pytest

from controlroom.errors import Refused
from controlroom.webhooks.address import check_address, origin

GOOD = ["https://example.org/hook", "https://10.0.0.7:8443/a?key=x", "https://[::1]/"]
IN_THE_HOUSE = [
    "http://127.0.0.1:9000/hook",
    "http://localhost/x",
    "http://10.1.2.3/",
    "http://172.31.0.1/",
    "http://192.168.1.1/",
    "http://[::1]:80/",
    "http://[fd00::7]/",
]
OUTSIDE = [
    "http://example.org/",
    "http://8.8.8.8/",
    "http://172.32.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://0.0.0.0/",
    "http://[::ffff:8.8.8.8]/",
    "http://receiver.local/",
]
NEVER = [
    "https://user:word@example.org/",
    "https://user@example.org/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "https:///path",
    "https://example.org:99999/",
    "https://example.org/#part",
    "https://example.org/a b",
    "https://example.org/\nhost: evil",
    "https://exämple.org/",
    "https://[::1/",
    "",
    "https://example.org/" + "a" * 2000,
]


@pytest.mark.parametrize("url", GOOD)
def test_https_leads_anywhere(url: str) -> None:
    check_address(url, plain_http=False)


@pytest.mark.parametrize("url", IN_THE_HOUSE)
def test_plain_http_stays_in_the_house_and_only_where_the_setting_allows_it(url: str) -> None:
    check_address(url, plain_http=True)
    with pytest.raises(Refused, match="CONTROLROOM_WEBHOOK_PLAIN_HTTP"):
        check_address(url, plain_http=False)


@pytest.mark.parametrize("url", OUTSIDE + NEVER)
def test_no_other_address_is_taken(url: str) -> None:
    for plain_http in (True, False):
        with pytest.raises(Refused):
            check_address(url, plain_http=plain_http)


def test_only_where_an_address_leads_is_shown() -> None:
    assert origin("https://example.org:8443/services/T0/KEY?token=x") == "https://example.org:8443/…"
    assert origin("https://example.org/") == "https://example.org"
