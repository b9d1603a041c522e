"""Passkeys (WebAuthn) as a second factor: the browser signs our challenge for this site and no other."""

import json
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from controlroom.auth.entries import Entries
from controlroom.auth.factors import PASSKEY, named
from controlroom.auth.origin import origin_of
from controlroom.clock import Clock
from controlroom.errors import Forbidden
from controlroom.ids import token_digest
from controlroom.store.tables import factor, passkey_challenge
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import FactorAdded
from controlroom.watch.words import mark

ANSWER_WITHIN: Final = timedelta(minutes=5)
ADD: Final = "add"
SIGN_IN: Final = "sign-in"
REFUSED: Final = mark("The passkey was not accepted. Try again.")


class WrongPasskey(Forbidden):
    slug = "wrong-passkey"
    title = "The passkey was not accepted"


@dataclass(frozen=True, slots=True)
class Site:
    """What a passkey is bound to; both come from the public address, never from a request."""

    host: str
    origin: str

    @classmethod
    def of(cls, public_url: str) -> "Site":
        return cls(urlsplit(public_url).hostname or "", origin_of(public_url))

    @property
    def can_have_passkeys(self) -> bool:
        """Browsers make them for names only, and over https or on this very machine."""
        try:
            ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False


class Passkeys:
    """`holder` is the token of the session, or half session, of whoever asks; an answer counts for it."""

    def __init__(self, engine: AsyncEngine, clock: Clock, site: Site, entries: Entries) -> None:
        self.site = site
        self._engine = engine
        self._clock = clock
        self._entries = entries

    async def ask_to_add(self, name: str, display_name: str, holder: str) -> str:
        """Options for `navigator.credentials.create`, as JSON."""
        options = webauthn.generate_registration_options(
            rp_id=self.site.host,
            rp_name="Controlroom",
            user_id=name.encode(),
            user_name=name,
            user_display_name=display_name,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=await self._known(name),
        )
        await self._keep(options.challenge, holder, ADD)
        return webauthn.options_to_json(options)

    async def add(self, name: str, holder: str, credential: dict[str, Any], label: str, *, by: str) -> None:
        """Raises WrongPasskey, also for one that was asked for elsewhere, by somebody else, or long ago."""
        label, challenge = named(label), await self._take(holder, ADD)
        try:
            proved = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.site.host,
                expected_origin=self.site.origin,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            raise WrongPasskey(REFUSED, field="passkey") from None
        now = self._clock.now()
        row = {
            "account": name,
            "kind": PASSKEY,
            "label": label,
            "made_at": now,
            "proved_at": now,
            "counter": proved.sign_count,
            "credential": proved.credential_id,
            "public_key": proved.credential_public_key,
        }
        try:
            async with transaction(self._engine) as connection:
                await connection.execute(insert(factor).values(row))
                await self._entries.note(connection, FactorAdded(name, PASSKEY, by), by)
        except IntegrityError:
            raise WrongPasskey(REFUSED, field="passkey") from None
        await self._entries.hand_in()

    async def ask(self, name: str, holder: str) -> str:
        """Options for `navigator.credentials.get`, as JSON."""
        options = webauthn.generate_authentication_options(
            rp_id=self.site.host,
            allow_credentials=await self._known(name),
            user_verification=UserVerificationRequirement.PREFERRED,
        )
        await self._keep(options.challenge, holder, SIGN_IN)
        return webauthn.options_to_json(options)

    async def check(self, name: str, holder: str, credential: dict[str, Any]) -> None:
        """Raises WrongPasskey unless it is one of this account's, and its own counter went on."""
        challenge = await self._take(holder, SIGN_IN)
        try:
            used = webauthn.base64url_to_bytes(credential["rawId"])
        except (ValueError, KeyError, TypeError):
            raise WrongPasskey(REFUSED, field="passkey") from None
        mine = (factor.c.account == name, factor.c.kind == PASSKEY, factor.c.credential == used)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(select(factor).where(*mine).with_for_update())).one_or_none()
            if row is None:
                raise WrongPasskey(REFUSED, field="passkey")
            try:
                proved = webauthn.verify_authentication_response(
                    credential=credential,
                    expected_challenge=challenge,
                    expected_rp_id=self.site.host,
                    expected_origin=self.site.origin,
                    credential_public_key=row.public_key,
                    credential_current_sign_count=row.counter,
                )
            except (WebAuthnException, ValueError, KeyError, TypeError):
                raise WrongPasskey(REFUSED, field="passkey") from None
            kept = update(factor).where(factor.c.id == row.id)
            values = {"counter": proved.new_sign_count, "used_at": self._clock.now()}
            await connection.execute(kept.values(values))

    async def _known(self, name: str) -> list[PublicKeyCredentialDescriptor]:
        query = select(factor.c.credential).where(factor.c.account == name, factor.c.kind == PASSKEY)
        async with transaction(self._engine) as connection:
            found = (await connection.execute(query)).scalars()
            return [PublicKeyCredentialDescriptor(id=one) for one in found if one is not None]

    async def _keep(self, challenge: bytes, holder: str, purpose: str) -> None:
        """In place of the one before."""
        now, digest = self._clock.now(), token_digest(holder)
        old = (passkey_challenge.c.holder == digest) & (passkey_challenge.c.purpose == purpose)
        row = {"challenge": challenge, "holder": digest, "purpose": purpose, "ends_at": now + ANSWER_WITHIN}
        async with transaction(self._engine) as connection:
            await connection.execute(
                delete(passkey_challenge).where(old | (passkey_challenge.c.ends_at <= now))
            )
            await connection.execute(insert(passkey_challenge).values(row))

    async def _take(self, holder: str, purpose: str) -> bytes:
        """A challenge is answered once, rightly or wrongly."""
        mine = (
            passkey_challenge.c.holder == token_digest(holder),
            passkey_challenge.c.purpose == purpose,
            passkey_challenge.c.ends_at > self._clock.now(),
        )
        taken = delete(passkey_challenge).where(*mine).returning(passkey_challenge.c.challenge)
        async with transaction(self._engine) as connection:
            challenge: bytes | None = (await connection.execute(taken)).scalar_one_or_none()
        if challenge is None:
            raise WrongPasskey(REFUSED, field="passkey")
        return challenge


def read_credential(body: bytes) -> tuple[str, dict[str, Any]]:
    """What a new passkey is to be called, and what the browser says of it; anything else is no passkey."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict) or not isinstance(sent.get("credential"), dict):
        raise WrongPasskey(REFUSED, field="passkey")
    return str(sent.get("label") or ""), sent["credential"]
