"""What FastAPI costs by itself: the same server, the same model and a token check, and nothing is stored."""

import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import uvicorn
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict

from controlroom.feeds.incident import IncidentBody
from controlroom.serve import collect_rarely, listen, make_server


class Incident(IncidentBody):
    """FastAPI reads JSON itself and hands over Python values, which the strict model would refuse."""

    model_config = ConfigDict(strict=False)


class Receipt(BaseModel):
    id: UUID
    seq: int
    received_at: datetime


def make_app(tokens: set[bytes]) -> FastAPI:
    app = FastAPI()

    @app.get("/health/ready")
    async def ready() -> str:
        return "ready"

    @app.post("/feeds/incidents", status_code=201)
    async def report(incident: Incident, authorization: Annotated[str, Header()]) -> Receipt:
        if hashlib.sha256(authorization.removeprefix("Bearer ").encode()).digest() not in tokens:
            raise HTTPException(401)
        return Receipt(id=incident.id, seq=1, received_at=datetime.now(UTC))

    return app


if __name__ == "__main__":
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    known = {hashlib.sha256(token.encode()).digest() for token in file.read_text().split()}
    collect_rarely()
    uvicorn.Server(make_server(make_app(known)).config).run(sockets=[listen("127.0.0.1", port)])
