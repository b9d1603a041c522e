from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.ui.guard import local_path

HOME = "/desk"


@pytest.mark.parametrize("path", ["/wall", "/desk?alert=7", "/", "/alerts/7#top", "/a//b", "/%2f%2fx"])
def test_a_path_of_ours_is_where_one_goes_after_signing_in(path: str) -> None:
    assert local_path(path, HOME) == path


@pytest.mark.parametrize(
    "wish",
    [
        "",
        "wall",
        "https://attacker.example",
        "//attacker.example",
        "/\\attacker.example",
        "\\\\attacker.example",
        "/\t/attacker.example",
        "\t//attacker.example",
        " //attacker.example",
        "/\n/attacker.example",
        "/wall\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/\u2215attacker.example",
        "/wall\\..\\..",
        "/" + "x" * 5000,
    ],
)
def test_a_link_cannot_send_whoever_signs_in_to_another_site(wish: str) -> None:
    assert local_path(wish, HOME) == HOME


@given(st.text(alphabet=st.sampled_from("/\\.:@?#\t\n\r ahttps%25"), max_size=20))
def test_whatever_a_link_says_one_stays_here(wish: str) -> None:
    as_browsers_read_it = local_path(wish, HOME).translate({9: None, 10: None, 13: None}).replace("\\", "/")
    assert urlsplit(urljoin("https://watch.example/sign-in", as_browsers_read_it)).netloc == "watch.example"
