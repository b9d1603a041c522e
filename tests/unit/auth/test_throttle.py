import pytest

from controlroom.auth.throttle import network


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("", "unknown"),
        ("a\x00b", "unknown"),
    ],
)
def test_an_attacker_is_counted_by_what_one_attacker_holds(address: str, counted_as: str) -> None:
    assert network(address) == counted_as
