"""Mail and the rest of the watch: what became of it stands on the page of the alert, and the room is told."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from typer.testing import CliRunner

from controlroom.auth.roles import Role
from controlroom.cli import app
from controlroom.mail.addresses import Addresses
from controlroom.mail.pickup import Pickup
from controlroom.store.components import failing
from controlroom.store.engine import connect
from controlroom.watch.sector_alerts import (
    DraftSectorAlert,
    MessageType,
    ReleaseSectorAlert,
    SubmitSectorAlert,
)
from tests.a_pen import MovingClock
from tests.integration.a_watch import a_watch
from tests.integration.an_officer import Staff, staff_of, words_of
from tests.integration.mail.a_server import TAKES, a_server
from tests.integration.mail.an_office import NLE, WND
from tests.integration.webhooks.a_receiver import until
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, TEXTS, the_network


async def release(desk: Any, msg_type: MessageType = MessageType.ALERT, hours: float = 24) -> None:
    if msg_type is MessageType.ALERT:
        await desk.do_all(the_network(), "setup")
    content = replace(CONTENT, expires_at=datetime.now(UTC) + timedelta(hours=hours))
    seen = await desk.do(DraftSectorAlert(SA, msg_type, content, TEXTS, "anna"), "anna")
    await desk.do(SubmitSectorAlert(SA, "anna", seen), "anna")
    await desk.do(ReleaseSectorAlert(SA, "bert", seen, SENDER, ("NLE", "WND")), "bert")


async def test_an_administrator_names_addresses_and_the_page_says_what_became_of_the_mail(
    database: Any,
) -> None:
    async def command(line: str) -> tuple[int, str]:
        """As on another terminal."""
        environment = {"CONTROLROOM_DATABASE_URL": database.database_url}
        said = await asyncio.to_thread(CliRunner().invoke, app, line.split(), env=environment)
        return said.exit_code, said.output

    async with a_server(to=lambda to: "550 nobody here" if to == WND else TAKES) as server:
        settings = {"smtp_host": "127.0.0.1", "smtp_port": str(server.port), "smtp_security": "none"}
        async with a_watch(database.database_url, smtp_from="room@centre.example", **settings) as watch:
            await watch.app.state.desk.do_all(the_network(), "setup")
            assert (await command(f"company contact add NLE {NLE} --language fr"))[0] == 0
            assert (await command(f"company contact add WND {WND}"))[0] == 0
            assert (await command("company contact add NLE nobody"))[0] == 1
            await release(watch.app.state.desk)
            await until(lambda: len(server.taken) == 1, within_s=30)
            async with asyncio.timeout(30):
                while await watch.ask("SELECT 1 FROM mail WHERE state = 'pending'"):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            async with staff_of(watch) as staff:
                officer = await staff.signs_in("bert", Role.DUTY_OFFICER)
                page = words_of((await officer.browser.get(f"/sector-alerts/{SA}")).text)
            assert "Mail: 1 delivered" in page
            assert "Mail: 1 given up the mail server refused the address (550)" in page
            assert NLE not in page
            assert "controlroom_mails_pending 0.0" in (await watch.client.get("/metrics")).text
        _, listed = await command("company contact list WND")
        assert "refused" in listed
    connection = await connect(database.database_url)
    assert [(one.part, one.name) for one in await failing(connection)] == [("company", "WND")]
    await connection.close()


async def test_where_no_mail_is_set_up_the_page_says_so(staff: Staff) -> None:
    await release(staff.watch.app.state.desk)
    officer = await staff.signs_in("bert", Role.DUTY_OFFICER)
    page = words_of((await officer.browser.get(f"/sector-alerts/{SA}")).text)
    assert "No mail is set up: no company is written to." in page
    assert "its page alone" in page


async def test_the_page_says_what_was_not_sent_and_why(staff: Staff) -> None:
    app, clock = staff.watch.app, MovingClock(datetime.now(UTC))
    engine, desk = app.state.engine, app.state.desk
    pickup = Pickup(engine, clock, "room@centre.example", "https://room.example")
    officer = await staff.signs_in("bert", Role.DUTY_OFFICER)
    await desk.do_all(the_network(), "setup")
    await Addresses(engine, clock).add("NLE", NLE)

    async def page(after: int = 0) -> str:
        await pickup.walk(after)
        return words_of((await officer.browser.get(f"/sector-alerts/{SA}")).text)

    await release(desk)
    assert "Mail: 1 waits" in await page()
    await release(desk, MessageType.UPDATE, hours=1)
    clock.move(hours=2)
    said = await page()
    assert "Mail: 1 not sent: expired before" in said
    assert "First message 1, Mail: 1 not sent: a newer message took its place" in said
    await release(desk, MessageType.UPDATE)
    await page()
    await release(desk, MessageType.CANCEL)
    said = await page()
    assert "Mail: 1 waits" in said
    assert "Update 3, Mail: 1 not sent: called off before" in said
    dutch = words_of((await officer.browser.get(f"/sector-alerts/{SA}?lang=nl")).text)
    assert "niet verstuurd: voordien geannuleerd" in dutch
