"""Rooms in a process of their own: `python -m tests.browser.a_room full empty` says in JSON where they are.

`full` has something to show on every page, `network` only the companies that report, `empty` nothing but its
place. They last until standard input ends.
"""

import asyncio
import json
import sys
import tempfile
from contextlib import AsyncExitStack
from itertools import product
from pathlib import Path
from typing import Any, Final

from controlroom.auth.audience import LOCALES
from controlroom.auth.roles import Role
from controlroom.ids import token_digest
from controlroom.watch.consultations import Ground, Reason
from tests.browser.furniture import furnish
from tests.conftest import servers_in
from tests.integration.a_company import two_companies
from tests.integration.roles.callers import Gate, a_gate
from tools.doors import doors

THEMES: Final = ("night", "day")
NEED_A_REASON: Final = ("/persons", "person:P-0001", "/vehicles")
"""What each of them has said already why they need it."""
OF_SOMEBODY: Final = (
    "SELECT 'vehicle:' || key FROM vehicle UNION SELECT 'early_warning:' || ref FROM early_warning"
    " UNION SELECT 'described_person:' || key FROM described"
)
"""And these, whatever they are called."""


async def main() -> None:
    async with AsyncExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="controlroom-pages-")))
        servers = await stack.enter_async_context(servers_in(place))
        said: dict[str, Any] = {}
        for name in sys.argv[1:]:
            database = await stack.enter_async_context(servers.fresh())
            gate = await stack.enter_async_context(a_gate(database.database_url))
            if name == "full":
                await furnish(gate, stack)
            elif name == "network":
                await two_companies(gate.watch)
            said[name] = {"furnished": name == "full", **await _told(gate)}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


async def _told(gate: Gate) -> dict[str, Any]:
    """Who may come in, and by which addresses."""
    screens = gate.watch.app.state.screens
    roles = {role.value: (await gate.papers(role.value))["cookie"] for role in Role}
    told = await gate.watch.ask(OF_SOMEBODY)
    for cookie, file in product(roles.values(), (*NEED_A_REASON, *(file for (file,) in told))):
        session = token_digest(cookie.partition("=")[2])
        await gate.watch.app.state.reasons.give(session, file, Reason(Ground.MEETING))
    return {
        "url": gate.watch.url,
        "roles": roles,
        "screens": {
            f"{locale} {theme}": f"controlroom-screen={await screens.add(f'{locale} {theme}', locale, theme)}"
            for locale, theme in product(LOCALES, THEMES)
        },
        "pages": [door.path for door in doors(gate.watch.app) if door.method == "GET"],
    }


asyncio.run(main())
