"""The courier of mail, put together from the settings."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.bus import Ear
from controlroom.clock import Clock
from controlroom.mail.outbox import Mail, Outbox
from controlroom.mail.pickup import Pickup
from controlroom.mail.post import Post
from controlroom.mail.server import server_of
from controlroom.settings import Settings
from controlroom.webhooks.courier import Courier

LOCK: Final = 7_205_759_415
"""Which advisory lock the courier of all processes holds."""


def make_mailer(engine: AsyncEngine, clock: Clock, ear: Ear, settings: Settings) -> Courier[Mail] | None:
    """None: no mail is set up, and none is made for later."""
    server = server_of(settings)
    if server is None:
        return None
    pickup = Pickup(engine, clock, server.sender, settings.public_url)
    return Courier(pickup, Outbox(engine, clock), Post(server), ear, what="mail")
