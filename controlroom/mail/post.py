"""One attempt to hand a mail to the server, with bounds on everything; its failures are plain words."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager, suppress
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from controlroom.clock import monotonic
from controlroom.mail.outbox import Mail
from controlroom.mail.server import Server
from controlroom.webhooks.patience import Outcome

WITHIN_S: Final = 60.0
"""From looking up the name to the word of the server that it has the mail."""
PARTS_WITHIN_S: Final = 1.0
"""For the good-bye, of which nothing depends."""
UNFIT: Final = frozenset({421, 455, 500, 502, 503, 504, 555})
"""By RFC 5321, 4.2.3, the server closes or does not understand us: it judges no address and no mail."""
NO_SUCH_ARGUMENT: Final = 501
"""Only RCPT has one of ours, the address."""

Answer = tuple[int | None, str | None]
"""The status given to this mail, None if the trouble is not about the mail; and why that is no success."""


class Post:
    def __init__(self, server: Server, within_s: float = WITHIN_S) -> None:
        self._server = server
        self._within_s = within_s

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Nothing is kept from one mail to the next."""
        yield

    async def hand_over(self, mail: Mail) -> Outcome:
        began = monotonic()
        status, why = await self._try(mail)
        return Outcome(status, why, round((monotonic() - began) * 1000))

    async def _try(self, mail: Mail) -> Answer:
        try:
            await self._send(mail)
        except (TimeoutError, SMTPTimeoutError):
            return None, f"the mail server did not take it within {self._within_s:g} s"
        except SMTPRecipientsRefused as error:
            return _refused(error.recipients[0].code, "the address", UNFIT)
        except SMTPSenderRefused as error:
            return None, f"the mail server refused our own address ({error.code})"
        except SMTPDataError as error:
            return _refused(error.code, "the mail", UNFIT | {NO_SUCH_ARGUMENT})
        except SMTPAuthenticationError as error:
            return None, f"the mail server refused the name and password ({error.code})"
        except SMTPResponseException as error:
            return None, f"the mail server answered {error.code}"
        except (SMTPConnectError, SMTPServerDisconnected, OSError) as error:
            return None, _why_not_reached(error)
        except SMTPException:
            return None, "the mail server does not speak TLS, or takes no sign-in"
        return 250, None

    async def _send(self, mail: Mail) -> None:
        """Once the server has the mail it has it, however long it takes to part."""
        smtp = self._line()
        try:
            async with asyncio.timeout(self._within_s):
                await smtp.connect()
                await smtp.sendmail(self._server.sender, mail.address, mail.said)
            with suppress(SMTPException, OSError):
                await smtp.quit(timeout=PARTS_WITHIN_S)
        finally:
            smtp.close()

    def _line(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            timeout=self._within_s,
            local_hostname=server.sender.partition("@")[2],
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=server.trust,
        )


def _refused(code: int, what: str, unfit: Set[int]) -> Answer:
    if code in unfit:
        return None, f"the mail server answered {code}"
    return code, f"the mail server refused {what} ({code})"


def _why_not_reached(error: BaseException) -> str:
    """The cause lies some errors deep."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"no TLS that is trusted ({cause.reason})"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, SMTPServerDisconnected):
        return "the mail server hung up"
    return "the mail server cannot be reached"
