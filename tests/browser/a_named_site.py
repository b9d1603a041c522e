"""The real server under a name, as passkeys need one: `python -m tests.browser.a_named_site` tells where."""

import asyncio
import json
import sys
import tempfile
from itertools import product
from pathlib import Path

from controlroom.app import create_app
from controlroom.auth.audience import LOCALES
from controlroom.auth.roles import Role
from controlroom.demo.embedded import embedded
from controlroom.serve import listen, make_server
from controlroom.settings import read_settings
from controlroom.store.migrate import migrate

PASSWORD = "the blue heron waits"
NEWCOMERS = ["today", *(f"{locale}-{theme}" for locale, theme in product(LOCALES, ("dark", "light")))]
"""Of a role that needs a second factor, and without one yet; each can be led through that once."""


async def serve() -> None:
    with tempfile.TemporaryDirectory(prefix="controlroom-named-") as place:
        async with embedded(Path(place)) as services:
            await migrate(services.owner_url)
            listening = listen("127.0.0.1", 0)
            url = f"http://localhost:{listening.getsockname()[1]}"
            app = create_app(read_settings({}, database_url=services.database_url, public_url=url))
            server = make_server(app)
            async with asyncio.TaskGroup() as group:
                group.create_task(server.serve(sockets=[listening]))
                await server.open.wait()
                await app.state.accounts.add("anna", "Anna Peeters", Role.DUTY_OFFICER, PASSWORD)
                await app.state.requirement.set(Role.ANALYST, required=True, by="anna")
                for name in NEWCOMERS:
                    await app.state.accounts.add(name, f"Kim {name.title()}", Role.ANALYST, PASSWORD)
                sys.stdout.write(json.dumps({"url": url, "password": PASSWORD}) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve())
