"""What an app reads from the screen: a QR code as SVG within the page."""

import segno
from markupsafe import Markup

from controlroom.auth.one_time import address_of


def picture_of(secret: str, account: str) -> Markup:
    drawn = segno.make(address_of(secret, account), error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - drawn from a secret and a name that are plain letters
