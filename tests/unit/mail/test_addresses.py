"""Only plain addresses: nothing in one can end a line, or lead to several."""

import pytest

from controlroom.errors import Refused
from controlroom.mail.addresses import check_address


@pytest.mark.parametrize(
    "address",
    ["a@b.be", "alerts@energie.example", "o'neil+alerts@mail.energie-be.example", "x@xn--bcher-kva.example"],
)
def test_a_plain_address_is_taken(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alerts",
        "alerts@",
        "@energie.example",
        "alerts@energie",
        "a@b@c.example",
        "a b@energie.example",
        "a@energie.example\r\nBcc: spy@elsewhere.example",
        "a@energie.example\n",
        "a@energie.example, b@energie.example",
        "<a@energie.example>",
        '"a b"@energie.example',
        "é@energie.example",
        "a@énergie.example",
        "a..b@energie.example",
        ".a@energie.example",
        "a@-energie.example",
        "a@[127.0.0.1]",
        f"{'a' * 65}@energie.example",
        f"a@{'b' * 63}.{'b' * 63}.{'b' * 63}.{'b' * 63}.example",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        check_address(address)
