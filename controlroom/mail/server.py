"""The mail server of the house: where it is, how it is spoken to, and as whom."""

import ssl
from dataclasses import dataclass, field

from controlroom.settings import Security, Settings


@dataclass(frozen=True, slots=True)
class Server:
    """`sender` is the address that mails come from; without `trust` it must speak in clear."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = None


def server_of(settings: Settings) -> Server | None:
    """None: no mail is set up."""
    if not settings.smtp_host:
        return None
    trust = None if settings.smtp_security == "none" else ssl.create_default_context()
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
    return Server(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_from,
        settings.smtp_user,
        password,
        trust,
    )
