"""What belongs to a hidden file, by its name alone."""

import pytest

from controlroom.store.veil import Veil
from controlroom.watch.refs import Ref

VEIL = Veil(
    frozenset({"visit:V-7", "site:SAFE-1", "person:P-7"}),
    incidents=frozenset({"4"}),
    posts=frozenset({"SAFE-P"}),
    measures=frozenset({"M-S"}),
)
KEPT = (
    *("visit:V-7", "leg:V-7/1", "site:SAFE-1", "person:P-7", "incident:4", "post:SAFE-P", "measure:M-S"),
    *("threat:visit:V-7", "threat:site:SAFE-1", "threat:person:P-7", "vehicle:0123abcd"),
)
OPEN = (
    *("visit:V-1", "leg:V-1/1", "site:EU-JL", "person:P-1", "incident:5", "post:EU-07", "measure:M-1"),
    *("threat:visit:V-1", "threat:site:EU-JL", "threat:person:P-1", "threat:FR", "threat:gathering:G-1"),
    "unit:EU-07A",
)


@pytest.mark.parametrize("name", KEPT)
def test_what_belongs_to_a_hidden_file_is_kept(name: str) -> None:
    assert VEIL.keeps(Ref.parse(name))


def test_of_a_vehicle_nothing_is_kept_where_no_file_is_hidden() -> None:
    assert not Veil().keeps(Ref.parse("vehicle:0123abcd"))


@pytest.mark.parametrize("name", OPEN)
def test_what_belongs_to_no_hidden_file_is_not(name: str) -> None:
    assert not VEIL.keeps(Ref.parse(name))


@pytest.mark.parametrize("name", ["visit:V-7", "threat:person:P-7", "threat:visit:V-7", "leg:V-7/2"])
def test_of_a_hidden_visit_and_person_no_place_is_told(name: str) -> None:
    assert VEIL.placeless(Ref.parse(name))


@pytest.mark.parametrize("name", ["site:SAFE-1", "threat:site:SAFE-1", "visit:V-1"])
def test_the_code_of_a_hidden_site_stays_said(name: str) -> None:
    assert not VEIL.placeless(Ref.parse(name))
