"""Which addresses may be told: https, and plain http only where it cannot leave the house."""

from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from controlroom.errors import Refused

LONGEST: Final = 2000
HOUSE: Final = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)
"""This machine and private networks; a name could lead elsewhere tomorrow, so only numbers are believed."""


def check_address(url: str, *, plain_http: bool) -> None:
    """Raises Refused with the reason."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise Refused(f"an address has at most {LONGEST} plain characters", field="url")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Refused("this is no address", field="url") from None
    if not parts.hostname or parts.fragment:
        raise Refused("an address has a host and no fragment", field="url")
    if parts.username is not None or parts.password is not None:
        raise Refused("no name and password in an address: the signature says who sends", field="url")
    if parts.scheme != "https":
        _check_plain(parts, plain_http=plain_http)


def _check_plain(parts: SplitResult, *, plain_http: bool) -> None:
    if parts.scheme != "http":
        raise Refused("an address begins with https://", field="url")
    if not plain_http:
        raise Refused("plain http is not allowed: CONTROLROOM_WEBHOOK_PLAIN_HTTP", field="url")
    if not _in_the_house(parts.hostname or ""):
        raise Refused("plain http only to the number of this machine or of a private network", field="url")


def _in_the_house(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in HOUSE)


def origin(url: str) -> str:
    """Where an address leads; the rest of it may be a key, and is shown to nobody."""
    parts = urlsplit(url)
    rest = "/…" if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{rest}"
