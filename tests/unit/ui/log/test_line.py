"""What a line names by @ and #, and what a page is about."""

import pytest

from controlroom.ui.log.line import about_page, chosen, digest_of, names_in, numbers_in


def test_a_line_names_things_by_an_at_and_a_number_sign() -> None:
    said = "Met @FALCON at @EU-07. See #12, #12 and (#4711); mail a@b.be, C#7"
    assert names_in(said) == ["FALCON", "EU-07"]
    assert numbers_in(said) == [12, 4711]


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("/alerts/12", "alert:12"),
        ("/alerts/12?before=3", "alert:12"),
        ("/visits/V-1", "visit:V-1"),
        ("/desk", ""),
        ("/alerts", ""),
    ],
)
def test_a_page_of_one_thing_is_about_it(path: str, about: str) -> None:
    assert about_page(path) == about


@pytest.mark.parametrize(
    "about",
    ["", "alert:", "alert:x", "alert:²", "rule:post.left", "drone:1", "alert:" + "9" * 30, "post:\x00"],
)
def test_what_a_form_makes_up_is_left_out(about: str) -> None:
    assert chosen(about) == []


def test_a_form_that_is_sent_again_is_the_same_whatever_the_order() -> None:
    assert digest_of("a", ["x", "y"], None) == digest_of("a", ["y", "x"], None)
    assert digest_of("a", ["x"], None) != digest_of("a", ["x"], 3)
