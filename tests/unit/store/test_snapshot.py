"""What one look has read it does not ask again; and no look knows what another may not."""

from dataclasses import replace
from typing import Any

from pydantic_core import from_json

from controlroom.store.codec import encode_thing
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.veil import Veil
from controlroom.watch.sites import Site, SiteKind

JUSTUS = Site("EU-JL", "Justus Lipsius", SiteKind.EU, "Rue de la Loi 175", "Brussels", 50.84, 4.38, 2)


class OneSite:
    """Stands for a connection to a database with one site and nobody; counts what is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def execute(self, _: object) -> Any:
        self.asked += 1
        return self

    def mappings(self) -> list[dict[str, Any]]:
        return [from_json(encode_thing(JUSTUS))]

    def __iter__(self) -> Any:
        return iter(())


def a_look() -> tuple[Snapshot, OneSite]:
    connection = OneSite()
    return Snapshot(connection, 1), connection  # type: ignore[arg-type]


async def test_a_site_is_read_once_in_a_look() -> None:
    snapshot, connection = a_look()
    assert await snapshot.sites(["EU-JL", None, ""]) == {"EU-JL": JUSTUS}
    assert await snapshot.sites(["EU-JL"]) == {"EU-JL": JUSTUS}
    assert connection.asked == 1
    assert await snapshot.sites([]) == {}
    assert connection.asked == 1


async def test_a_look_under_a_veil_begins_without_what_another_has_read() -> None:
    snapshot, connection = a_look()
    await snapshot.sites(["EU-JL"])
    veiled = replace(snapshot, veil=Veil(frozenset({"site:EU-JL"})))
    assert (await veiled.sites(["EU-JL"]))["EU-JL"].address == ""
    assert (await snapshot.sites(["EU-JL"]))["EU-JL"].address == "Rue de la Loi 175"
    assert connection.asked == 2


async def test_nobody_is_asked_for_by_an_empty_name() -> None:
    snapshot, connection = a_look()
    assert await snapshot.people([None, ""]) == {}
    assert connection.asked == 0
    assert await snapshot.people(["anna"]) == {}
    assert connection.asked == 1
