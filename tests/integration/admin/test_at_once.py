"""Two administrators at one thing in the same moment: one does it, the other is told, it is written once."""

import asyncio

import pytest

from tests.integration.admin.a_chief import Chief

UNIT = {"call_sign": "VP-12", "name": "Patrol twelve", "kind": "patrol", "pulse": "normal"}
SCREEN = {"name": "north", "locale": "nl", "theme": "night", "diagonal": "98", "distance": "4,5"}
PERSON = {"name": "bert", "display_name": "Bert Maes", "role": "duty_officer"}
RACES = [
    (
        "units",
        UNIT,
        "VP-12",
        "settings",
        {"name": "Other", "kind": "escort", "pulse": "none"},
        "unit.registered",
    ),
    ("units", UNIT, "VP-12", "retirement", {"confirm": "VP-12"}, "unit.withdrawn"),
    ("screens", SCREEN, "north", "settings", {**SCREEN, "theme": "day"}, "screen.changed"),
    ("screens", SCREEN, "north", "link", {"confirm": "north"}, "screen.link_issued"),
    ("screens", SCREEN, "north", "name", {"to": "south"}, "screen.renamed"),
    ("people", PERSON, "bert", "role", {"role": "auditor"}, "account.role_changed"),
    ("people", PERSON, "bert", "name", {"display_name": "B. Maes"}, "account.renamed"),
    ("people", PERSON, "bert", "closure", {"confirm": "bert"}, "account.disabled"),
]


@pytest.mark.parametrize(
    ("noun", "new", "key", "act", "fields", "kind"), RACES, ids=[f"{race[0]}-{race[3]}" for race in RACES]
)
async def test_of_two_at_the_same_moment_one_is_told(
    chief: Chief, noun: str, new: dict[str, str], key: str, act: str, fields: dict[str, str], kind: str
) -> None:
    await chief.told(f"/admin/{noun}", **new)
    before = len(await chief.acts(kind))
    here = f"/admin/{noun}/{key}"
    sent = {**fields, "seen": await chief.seen(here)}
    answers = await asyncio.gather(*[chief.browser.post(f"{here}/{act}", data=sent) for _ in range(4)])
    statuses = sorted(answer.status_code for answer in answers)
    assert len([status for status in statuses if status < 400]) == 1, statuses
    assert set(statuses) <= {200, 303, 404, 409}
    assert len(await chief.acts(kind)) == before + 1


async def test_a_call_sign_a_name_and_a_screen_are_given_to_one_of_two(chief: Chief) -> None:
    for noun, new in (("units", UNIT), ("screens", SCREEN), ("people", PERSON)):
        answers = await asyncio.gather(*[chief.browser.post(f"/admin/{noun}", data=new) for _ in range(3)])
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409], noun
