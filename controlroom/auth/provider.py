"""Sign-in by the organisation's own provider (OpenID Connect): code flow with PKCE, state and nonce."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.clock import Clock
from controlroom.errors import Forbidden, Unavailable
from controlroom.ids import new_token, token_digest
from controlroom.settings import Settings
from controlroom.store.tables import provider_visit
from controlroom.store.transaction import transaction
from controlroom.watch.words import mark

RETURN: Final = "/sign-in/provider/return"
VISIT_LASTS: Final = timedelta(minutes=10)
ANSWER_WITHIN_S: Final = 5.0
SIGNED_BY: Final = ["RS256", "PS256", "ES256", "EdDSA"]
"""Never `none`, and nothing that the client's secret could sign."""
LEEWAY_S: Final = 60
NOT_ACCEPTED: Final = mark("The sign-in of your organisation was not accepted. Begin again.")
AWAY: Final = mark("The sign-in of your organisation does not answer. Use name and password, or wait.")


class ProviderRefused(Forbidden):
    slug = "provider-refused"
    title = "The provider's answer is not accepted"


class ProviderAway(Unavailable):
    slug = "provider-away"
    title = "The provider does not answer"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as the provider knows them; `name` may change there, `subject` never does."""

    issuer: str
    subject: str
    name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send a browser, and the `state` that it must bring back itself."""

    address: str
    state: str


class Provider:
    def __init__(self, engine: AsyncEngine, clock: Clock, settings: Settings) -> None:
        self.issuer = str(settings.oidc_issuer)
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._described: dict[str, Any] | None = None

    async def send(self, wish: str) -> Departure:
        """Raises ProviderAway."""
        described, now = await self._description(), self._clock.now()
        state, nonce, verifier = new_token(), new_token(), new_token()
        visit = {"nonce": nonce, "verifier": verifier, "wish": wish, "ends_at": now + VISIT_LASTS}
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                described["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        async with transaction(self._engine) as connection:
            await connection.execute(delete(provider_visit).where(provider_visit.c.ends_at <= now))
            await connection.execute(insert(provider_visit).values(digest=token_digest(state), **visit))
        return Departure(address, state)

    async def receive(self, kept_state: str, said: dict[str, str]) -> tuple[Known, str]:
        """Who came back, and where they wished to go. `kept_state`: of the browser's own cookie.

        Raises ProviderRefused or ProviderAway.
        """
        if not kept_state or not hmac.compare_digest(kept_state.encode(), said.get("state", "").encode()):
            raise ProviderRefused(NOT_ACCEPTED)
        nonce, verifier, wish = await self._visit(kept_state)
        if "code" not in said or said.get("iss", self.issuer) != self.issuer:
            raise ProviderRefused(NOT_ACCEPTED)
        token = await self._redeem(said["code"], verifier)
        return self._known(await self._claims(token, nonce)), wish

    async def _visit(self, state: str) -> tuple[str, str, str]:
        """A state counts once."""
        this = (provider_visit.c.digest == token_digest(state), provider_visit.c.ends_at > self._clock.now())
        columns = (provider_visit.c.nonce, provider_visit.c.verifier, provider_visit.c.wish)
        async with transaction(self._engine) as connection:
            row = (
                await connection.execute(delete(provider_visit).where(*this).returning(*columns))
            ).one_or_none()
        if row is None:
            raise ProviderRefused(NOT_ACCEPTED)
        return row.nonce, row.verifier, row.wish

    async def _redeem(self, code: str, verifier: str) -> str:
        described = await self._description()
        try:
            async with self._client() as client:
                tokens = await client.fetch_token(
                    described["token_endpoint"],
                    code=code,
                    code_verifier=verifier,
                    grant_type="authorization_code",
                )
        except httpx2.HTTPError:
            raise ProviderAway(AWAY) from None
        except (OAuthError, ValueError):
            raise ProviderRefused(NOT_ACCEPTED) from None
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise ProviderRefused(NOT_ACCEPTED)
        return token

    async def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        keys = await self._get((await self._description())["jwks_uri"])
        client_id = self._settings.oidc_client_id
        now = int(self._clock.now().timestamp())
        expected = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=SIGNED_BY).claims  # type: ignore[arg-type]
            expected.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError):
            raise ProviderRefused(NOT_ACCEPTED) from None
        if claims.get("azp", client_id) != client_id:
            raise ProviderRefused(NOT_ACCEPTED)
        return claims

    def _known(self, claims: dict[str, Any]) -> Known:
        claim = self._settings.oidc_name_claim
        name = str(claims.get(claim) or "").lower()
        if claim == "email" and claims.get("email_verified") is not True:
            name = ""
        return Known(self.issuer, str(claims["sub"]), name, str(claims.get("name") or name))

    async def _description(self) -> dict[str, Any]:
        """What the provider says of itself, asked once; it must call itself what the settings call it."""
        if self._described is None:
            described = await self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            scheme = self.issuer.partition("://")[0]
            sound = all(
                str(described.get(name, "")).startswith((f"{scheme}://", "https://")) for name in wanted
            )
            if described.get("issuer") != self.issuer or not sound:
                raise ProviderAway(AWAY)
            self._described = described
        return self._described

    async def _get(self, address: str) -> dict[str, Any]:
        try:
            async with httpx2.AsyncClient(timeout=ANSWER_WITHIN_S, trust_env=False) as client:
                answer = (await client.get(address)).raise_for_status().json()
        except (httpx2.HTTPError, ValueError):
            raise ProviderAway(AWAY) from None
        if not isinstance(answer, dict):
            raise ProviderAway(AWAY)
        return answer

    def _client(self) -> Any:
        settings = self._settings
        secret = settings.oidc_client_secret
        return AsyncOAuth2Client(
            settings.oidc_client_id,
            secret.get_secret_value() if secret else None,
            scope=settings.oidc_scope,
            redirect_uri=f"{settings.public_url.rstrip('/')}{RETURN}",
            code_challenge_method="S256",
            timeout=ANSWER_WITHIN_S,
            trust_env=False,
        )
