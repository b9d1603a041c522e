"""Who answers for the institutions, and the protected persons."""

from collections.abc import Iterator
from typing import Final

from controlroom.demo.data import table
from controlroom.watch.contacts import Contact
from controlroom.watch.persons import Particulars, RegisterPerson
from controlroom.watch.sites import SetContacts
from controlroom.watch.visits import Rank

BY: Final = "setup"


def contacts() -> Iterator[SetContacts]:
    for one in table("institutions"):
        if people := tuple(Contact(*said) for said in one["contacts"]):
            yield SetContacts(one["code"], BY, people)


def persons() -> Iterator[RegisterPerson]:
    for one in table("persons"):
        told = Particulars(
            code_name=one["code_name"],
            rank=Rank(one["rank"]),
            in_office=one["in_office"],
            name=one["name"],
            function=one["function"],
            country=one.get("country", ""),
            organisation=one.get("organisation", ""),
            institution=one.get("institution"),
        )
        yield RegisterPerson(one["code"], BY, told)
