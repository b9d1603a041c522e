"""Whatever people say of descriptions, in whatever order: groups stay groups."""

import contextlib
from itertools import combinations
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from controlroom.errors import Refused
from controlroom.watch.described import DescribedPerson, NotTheSame, OfferAgain, SamePerson, TakeOut
from controlroom.watch.early_warnings import EarlyWarning
from controlroom.watch.refs import Noun, Ref
from tests.unit.watch.a_warning import OTHER_SITE, the_company, warning, warning_word
from tests.unit.watch.room import Room, folded

THERE: dict[str, Any] = {"company": "HBS", "site": OTHER_SITE}
numbers = st.integers(1, 5)


class AnyComparison(RuleBasedStateMachine):
    room: Room
    made: int = 0

    @initialize()
    def begin(self) -> None:
        words = [*(warning_word(n) for n in (1, 2, 3)), *(warning_word(n, 0, **THERE) for n in (4, 5))]
        self.room = Room.of(*the_company(), *words)
        self.refs = [word.ref for word in words]

    def _try(self, command: Any) -> None:
        with contextlib.suppress(Refused):
            self.room.do(command, "anna")

    @rule(one=numbers, other=numbers)
    def same(self, one: int, other: int) -> None:
        self.made += 1
        self._try(SamePerson(self.refs[one - 1], self.refs[other - 1], f"DP-{self.made}", "anna", "a scar"))

    @rule(one=numbers, other=numbers)
    def not_the_same(self, one: int, other: int) -> None:
        self._try(NotTheSame(self.refs[one - 1], self.refs[other - 1], "anna", "no scar"))

    @rule(one=numbers, other=numbers)
    def again(self, one: int, other: int) -> None:
        self._try(OfferAgain(self.refs[one - 1], self.refs[other - 1], "anna"))

    @rule(one=numbers)
    def out(self, one: int) -> None:
        self._try(TakeOut(self.refs[one - 1], "anna", "no scar"))

    @property
    def warnings(self) -> dict[str, EarlyWarning]:
        return {ref: warning(self.room, ref) for ref in self.refs}

    @property
    def groups(self) -> list[DescribedPerson]:
        return [one for one in self.room.world.things.values() if isinstance(one, DescribedPerson)]

    @invariant()
    def each_report_is_in_the_group_that_it_names_and_in_no_other(self) -> None:
        for ref, one in self.warnings.items():
            holding = [group.key for group in self.groups if ref in {s.report for s in group.sightings}]
            assert holding == ([one.described] if one.described else [])

    @invariant()
    def a_group_is_of_two_or_more_of_which_no_two_were_told_apart(self) -> None:
        known = self.warnings
        for group in self.groups:
            members = [one.report for one in group.sightings]
            assert len(members) != 1
            assert not any(known[a].told_apart(b) for a, b in combinations(members, 2))

    @invariant()
    def who_is_unlike_another_is_so_from_both_sides(self) -> None:
        known = self.warnings
        assert all(known[one.ref].told_apart(ref) for ref in known for one in known[ref].unlike)

    def teardown(self) -> None:
        again = folded(self.room.history).things
        assert all(again[Ref(Noun.DESCRIBED, group.key)] == group for group in self.groups)


TestAnyComparison = AnyComparison.TestCase
TestAnyComparison.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
