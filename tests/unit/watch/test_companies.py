"""A company of the network, its sites, and whose system a unit is."""

import pytest

from controlroom.errors import Refused, Unknown
from controlroom.watch.companies import Company, RegisterCompany, Sector
from controlroom.watch.refs import Noun
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.unit.watch.a_warning import SITES, the_company
from tests.unit.watch.room import Room


def test_a_company_is_registered_once_and_changed_by_saying_it_again() -> None:
    room = Room.of(*the_company())
    assert room.do(RegisterCompany("NLE", "Noordlicht Energie", Sector.ENERGY, ("NLE-2", "NLE-1"))) is None
    room.do(RegisterCompany("NLE", "Noordlicht", Sector.ENERGY, ("NLE-2",)))
    assert room.world.known(Noun.COMPANY, "NLE", Company).sites == ("NLE-2",)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (RegisterCompany("", "Nobody", Sector.OTHER, SITES), "code"),
        (RegisterCompany("X", " Nobody", Sector.OTHER, SITES), "name"),
        (RegisterCompany("X", "Nobody", Sector.OTHER, ()), "at least one site"),
        (RegisterCompany("X", "Nobody", Sector.OTHER, ("NLE-1",) * 201), "at most 200"),
    ],
)
def test_a_company_without_a_name_or_a_site_is_refused(wrong: RegisterCompany, reason: str) -> None:
    room = Room.of(*the_company())
    with pytest.raises(Refused, match=reason):
        room.do(wrong)


def test_the_sites_of_a_company_are_sites_that_are_known() -> None:
    with pytest.raises(Unknown, match="there is no site 'NOWHERE'"):
        Room.of(*the_company()).do(RegisterCompany("NLE", "N", Sector.ENERGY, ("NLE-1", "NOWHERE")))


def system(company: str | None = None) -> RegisterUnit:
    return RegisterUnit("NLE-SOC", "Their alarm centre", UnitKind.MACHINE, Pulse.NONE, company=company)


def test_a_unit_is_the_system_of_a_company_that_is_known() -> None:
    room = Room.of(*the_company())
    with pytest.raises(Unknown, match="there is no company 'XYZ'"):
        room.do(system(company="XYZ"))
    room.do(system(company="NLE"))
    assert room.unit("NLE-SOC").company == "NLE"
    before = room.unit("NLE-SOC").version
    assert room.do(system(company="NLE")) is None
    room.do(system())
    assert (room.unit("NLE-SOC").company, room.unit("NLE-SOC").version == before) == (None, False)
