"""One mail to a real server: what comes of it, and in which words it is told."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from controlroom.interchange.cap import write
from controlroom.mail.letter import letter
from controlroom.mail.outbox import Mail
from controlroom.mail.post import Post
from controlroom.mail.server import Server
from controlroom.webhooks.patience import Outcome
from tests.integration.mail.a_server import DIES, a_certificate, a_server
from tests.unit.mail.a_message import SENT, copy, message

WITHIN_S = 1.0


def a_mail() -> Mail:
    said, mine = message(), copy()
    return Mail(
        mine.id, mine.company, mine.address, letter(said, write(said), mine, SENT), 0, datetime.now(UTC)
    )


async def sent(server: Server, within_s: float = 10.0, mail: Mail | None = None) -> Outcome:
    post = Post(server, within_s)
    async with post.open():
        return await post.hand_over(mail or a_mail())


async def test_a_mail_that_the_server_takes_is_delivered_as_it_was_written() -> None:
    mail = a_mail()
    async with a_server() as server:
        outcome = await sent(server.as_server(), mail=mail)
    (got,) = server.taken
    assert outcome.delivered
    assert (got.sender, got.to) == ("room@centre.example", "alerts@energie.example")
    assert got.raw.decode().rstrip() == mail.said.rstrip()
    assert got.id == f"<{copy().id}>"


@pytest.mark.parametrize(
    ("answer", "status", "unfit"),
    [
        ("451 come again", 451, False),
        ("552 too big", 552, False),
        ("554 no", 554, False),
        *((f"{code} what?", None, True) for code in (421, 455, 500, 501, 502, 503, 504, 555)),
    ],
)
async def test_a_server_that_refuses_the_mail_says_by_what_it_is(
    answer: str, status: int | None, unfit: bool
) -> None:
    async with a_server(answer=lambda got: answer) as server:
        outcome = await sent(server.as_server())
    assert (outcome.status, outcome.unfit, outcome.delivered) == (status, unfit, False)


@pytest.mark.parametrize("code", [450, 501, 550, 551, 552, 553, 554])
async def test_an_address_that_is_refused_is_told_from_a_mail_that_is(code: int) -> None:
    async with a_server(to=lambda address: f"{code} nobody here") as server:
        outcome = await sent(server.as_server())
    assert (outcome.status, outcome.unfit) == (code, False)
    assert outcome.why == f"the mail server refused the address ({code})"


@pytest.mark.parametrize("code", [421, 455, 500, 502, 503, 504, 555])
async def test_a_server_that_does_not_understand_an_address_refuses_none(code: int) -> None:
    async with a_server(to=lambda address: f"{code} what?") as server:
        outcome = await sent(server.as_server())
    assert (outcome.status, outcome.unfit, outcome.why) == (None, True, f"the mail server answered {code}")


@pytest.mark.parametrize("code", [450, 550])
async def test_that_our_own_address_is_refused_is_not_the_fault_of_the_mail(code: int) -> None:
    async with a_server(sender=f"{code} who are you") as server:
        outcome = await sent(server.as_server())
    assert (outcome.status, outcome.unfit) == (None, True)
    assert outcome.why == f"the mail server refused our own address ({code})"


async def test_a_server_that_is_slow_to_part_has_the_mail_all_the_same() -> None:
    async with a_server(lingers=True) as server:
        outcome = await sent(server.as_server(), WITHIN_S / 2)
    assert (outcome.delivered, len(server.taken)) == (True, 1)


async def test_a_server_that_is_gone_and_one_that_cuts_the_line_have_said_nothing() -> None:
    async with a_server(answer=lambda got: DIES) as server:
        cut = await sent(server.as_server())
        there = server.as_server()
    gone = await sent(there)
    assert (cut.status, cut.why) == (None, "the mail server hung up")
    assert (gone.status, gone.why) == (None, "the mail server cannot be reached")


async def test_a_slow_server_is_not_waited_for_longer_than_that() -> None:
    async with a_server(hangs=True) as server:
        outcome = await sent(server.as_server(), WITHIN_S)
    assert (outcome.status, outcome.why) == (None, "the mail server did not take it within 1 s")


async def test_a_server_that_never_greets_is_not_waited_for_either() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with silent:
        port = silent.sockets[0].getsockname()[1]
        outcome = await sent(Server("127.0.0.1", port, "none", "room@centre.example"), WITHIN_S)
    assert (outcome.status, outcome.why) == (None, "the mail server did not take it within 1 s")


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_goes_in_tls_to_a_server_that_is_trusted(tmp_path: Path, security: str) -> None:
    async with a_server(certificate=a_certificate(tmp_path), password="secret") as server:
        await server.die()
        await server.rise(tls=security == "tls")
        outcome = await sent(server.as_server("tls" if security == "tls" else "starttls", "secret"))
    assert outcome.delivered
    (got,) = server.taken
    assert (got.secure, got.user) == (True, "room")


async def test_to_a_server_whose_certificate_nobody_knows_nothing_is_sent(tmp_path: Path) -> None:
    async with a_server(certificate=a_certificate(tmp_path)) as server:
        server.certificate = None
        outcome = await sent(server.as_server("starttls"))
    assert (outcome.status, server.got) == (None, [])
    assert outcome.why == "no TLS that is trusted (CERTIFICATE_VERIFY_FAILED)"


async def test_a_server_that_speaks_no_tls_gets_nothing_in_clear() -> None:
    async with a_server() as server:
        outcome = await sent(server.as_server("starttls"))
    assert (outcome.status, server.got) == (None, [])
    assert outcome.why == "the mail server does not speak TLS, or takes no sign-in"


async def test_a_wrong_password_is_the_fault_of_the_house_and_not_of_the_mail(tmp_path: Path) -> None:
    async with a_server(certificate=a_certificate(tmp_path), password="secret") as server:
        outcome = await sent(server.as_server("starttls", "wrong"))
    assert (outcome.status, outcome.why) == (None, "the mail server refused the name and password (535)")
