"""A real mail server on this machine, as well or as badly as a test wants it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from controlroom.mail.server import Server
from controlroom.settings import Security

TAKES, DIES = "250 taken", ""
"""Instead of an answer: the line is cut after the mail came."""


@dataclass(frozen=True, slots=True)
class Got:
    """A mail as it came in; `secure`: in TLS."""

    sender: str
    to: str
    raw: bytes
    secure: bool
    user: str | None

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def id(self) -> str:
        return str(self.mail["Message-ID"])


@dataclass
class AServer:
    """`sender` is its answer to our own address, `to` to another, `answer` to a mail.

    Until `let_go` a mail is held back, if it `hangs`, and the good-bye, if it `lingers`.
    """

    sender: str = TAKES
    to: Callable[[str], str] = lambda address: TAKES
    answer: Callable[[Got], str] = lambda got: TAKES
    hangs: bool = False
    lingers: bool = False
    certificate: Path | None = None
    password: str = ""
    port: int = 0
    got: list[Got] = field(default_factory=list)
    taken: list[Got] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _ends: set[asyncio.Transport] = field(default_factory=set)

    async def rise(self, *, tls: bool = False) -> None:
        """Begin, or come back at the same place; `tls` from the first byte, else after a greeting."""
        context = self._context()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _protocol(self, None if tls else context),
            "127.0.0.1",
            self.port,
            ssl=context if tls else None,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def die(self) -> None:
        assert self._server is not None
        self._server.close()
        for end in self._ends:
            end.abort()
        self.let_go.set()
        await self._server.wait_closed()
        self.let_go.clear()

    def _context(self) -> ssl.SSLContext | None:
        if self.certificate is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context

    def as_server(self, security: Security = "none", password: str = "") -> Server:
        """As the watch is told of it; it trusts the certificate, if there is one."""
        trust = None
        if security != "none":
            trust = ssl.create_default_context(cafile=str(self.certificate) if self.certificate else None)
        user = "room" if password else ""
        return Server("127.0.0.1", self.port, security, "room@centre.example", user, password, trust)

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _way: str, said: Any) -> AuthResult:
        known = isinstance(said, LoginPassword) and said.password == self.password.encode()
        return AuthResult(success=known, handled=False, auth_data=said.login.decode() if known else None)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.sender == TAKES:
            envelope.mail_from = address
        return self.sender

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.to(address)
        if answer == TAKES:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        (to,) = envelope.rcpt_tos
        assert server.transport is not None
        sender, secure = str(envelope.mail_from), server.transport.get_extra_info("ssl_object") is not None
        got = Got(sender, to, envelope.content, secure, cast(str | None, session.auth_data))
        self.got.append(got)
        if self.hangs:
            await self.let_go.wait()
        answer = self.answer(got)
        if answer == DIES:
            cast(asyncio.Transport, server.transport).abort()
        elif answer == TAKES:
            self.taken.append(got)
        return answer or TAKES

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        if self.lingers:
            await self.let_go.wait()
        return "221 Bye"


def _protocol(server: AServer, context: ssl.SSLContext | None) -> SMTP:
    class Protocol(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            server._ends.add(cast(asyncio.Transport, transport))
            super().connection_made(transport)

    return Protocol(
        server,
        hostname="mail.centre.example",
        tls_context=context,
        require_starttls=context is not None,
        authenticator=server.authenticate if server.password else None,
        auth_required=bool(server.password) and context is not None,
        auth_require_tls=context is not None,
    )


@asynccontextmanager
async def a_server(**how: Any) -> AsyncIterator[AServer]:
    server = AServer(**how)
    await server.rise()
    try:
        yield server
    finally:
        await server.die()


def a_certificate(folder: Path) -> Path:
    """For this machine, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.centre.example")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "mail.pem"
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path
