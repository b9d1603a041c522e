"""The page of the roles says what the code says."""

from tools import roles


def test_the_page_of_the_roles_says_what_the_routes_say() -> None:
    """`python -m tools.roles` writes it anew."""
    assert roles.PAGE.read_text() == roles.page()
