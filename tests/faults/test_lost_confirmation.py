"""The database committed, and its word of it is lost on the way."""

from pathlib import Path

import pytest

from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import under_load
from tests.faults.place import Place
from tests.faults.server import serving
from tests.faults.wire import a_wire


@pytest.mark.parametrize("cuts", [10, pytest.param(200, marks=pytest.mark.slow)])
async def test_a_commit_whose_confirmation_is_lost_is_found_again_not_done_again(
    place: Place, log: Path, ledger: Ledger, cuts: int
) -> None:
    history = History()
    ledger.row("COMMIT succeeds and its confirmation is lost on the way", often=cuts)
    async with a_wire(place.database_url) as (wire, by_wire), serving(by_wire, log) as server:
        async with under_load(place, [server.url], history) as load:
            for _ in range(cuts):
                wire.cuts += 1
                await load.until_stored(20)
        assert wire.lost == cuts
        assert load.heard["200"] > 0
    await ledger.proved(history, place.database_url)
