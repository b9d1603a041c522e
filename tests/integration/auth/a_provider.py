"""A small OpenID provider on this machine, over real HTTP; tests say what it lies about."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "controlroom", "a secret between the two"


@dataclass
class FakeProvider:
    """`claims` are added to each token; None takes one away. `key` signs, `published` is what it shows."""

    url: str
    clock: Any
    claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    published: RSAKey | None = None
    issuer: str = ""
    sent: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def signs_in(self, address: str) -> dict[str, str]:
        """What the browser brings back after somebody signed in there."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.sent)}"
        self.sent[code] = said
        return {"code": code, "state": said["state"], "iss": self.url}

    def description(self) -> dict[str, str]:
        return {
            "issuer": self.issuer or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [(self.published or self.key).as_dict(private=False)]}

    def redeem(self, form: dict[str, str], authorization: str) -> JSONResponse:
        self.asked.append(form)
        said = self.sent.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        sound = said is not None and said["code_challenge"] == proof.decode().rstrip("=")
        if said is None or not sound or authorization != f"Basic {known}":
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "x", "token_type": "Bearer", "id_token": self.token(said["nonce"])}
        )

    def token(self, nonce: str) -> str:
        now = int(self.clock.now().timestamp())
        usual = {"iss": self.url, "aud": CLIENT, "sub": "s-17", "iat": now, "exp": now + 300, "nonce": nonce}
        names = {"preferred_username": "Anna.P", "name": "Anna Peeters"}
        claims = {k: v for k, v in {**usual, **names, **self.claims}.items() if v is not None}
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, claims, self.key)


@asynccontextmanager
async def a_provider(clock: Any) -> AsyncIterator[FakeProvider]:
    listening = socket.create_server(("127.0.0.1", 0))
    provider = FakeProvider(f"http://127.0.0.1:{listening.getsockname()[1]}", clock)
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    async def description() -> dict[str, str]:
        return provider.description()

    @app.get("/keys")
    async def keys() -> dict[str, Any]:
        return provider.keys()

    @app.post("/token")
    async def token(request: Request) -> JSONResponse:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return provider.redeem(form, request.headers.get("authorization", ""))

    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve(sockets=[listening]))
        try:
            yield provider
        finally:
            server.should_exit = True
            await serving
            listening.close()
