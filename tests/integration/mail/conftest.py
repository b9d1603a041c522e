"""A pen, companies with addresses, and a courier of mail, with a time that the test moves."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from controlroom.bus import Ear
from controlroom.mail.addresses import Addresses
from controlroom.mail.outbox import Outbox
from controlroom.mail.pickup import Pickup
from controlroom.store.engine import make_engine
from tests.a_pen import MovingClock, a_writer, set_up
from tests.integration.mail.an_office import MailOffice
from tests.integration.webhooks.conftest import Passed


@pytest.fixture
async def office(database: Any) -> AsyncIterator[MailOffice]:
    engine = make_engine(database.database_url, pool_size=5)
    clock, ear, passed = MovingClock(datetime.now(UTC)), Ear(), Passed()
    async with a_writer(database.database_url, clock) as writer:
        await set_up(writer)
        pickup = Pickup(engine, clock, "room@centre.example", "https://room.example")
        outbox = Outbox(engine, clock, passed)
        office = MailOffice(engine, clock, writer, Addresses(engine, clock), pickup, outbox, ear, passed)
        await office.set_up()
        yield office
    await engine.dispose()
