"""Whatever people do with an alert to a sector, in whatever order: what always holds."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from controlroom.errors import Refused
from controlroom.interchange.sector_alert import written
from controlroom.watch.companies import Region
from controlroom.watch.sector_alerts import (
    MessageType,
    ReleaseSectorAlert,
    SectorAlert,
    SectorAlertReleased,
    SectorAlertState,
    SendBackSectorAlert,
    SubmitSectorAlert,
    Texts,
    WithdrawSectorAlert,
)
from controlroom.watch.sector_alerts.sector_alert import OVER
from tests.unit.watch.a_sector_alert import (
    CONTENT,
    SA,
    SENDER,
    TEXTS,
    alert_of,
    confirmed,
    drafted,
    notice,
    released,
    the_network,
    version,
)
from tests.unit.watch.room import Room, folded

PEOPLE = ("anna", "bert", "carl")
people = st.sampled_from(PEOPLE)
ON_A_VERSION: tuple[Callable[[str, int], Any], ...] = (
    lambda by, seen: SubmitSectorAlert(SA, by, seen),
    lambda by, seen: SendBackSectorAlert(SA, by, seen, "unclear"),
    lambda by, seen: ReleaseSectorAlert(SA, by, seen, SENDER, ("NLE", "WND")),
    lambda by, seen: WithdrawSectorAlert(SA, by, seen),
)
recipients = st.sampled_from((("NLE",), ("NLE", "WND"), ("NLE", "WND"), ()))


class AnyAlert(RuleBasedStateMachine):
    room: Room
    over: SectorAlertState | None = None

    @initialize(by=people)
    def begin(self, by: str) -> None:
        self.room = Room.of(*the_network(), drafted(by=by))

    def _try(self, command: Any) -> None:
        with contextlib.suppress(Refused):
            self.room.do(command)

    @rule(
        by=people,
        kind=st.sampled_from(tuple(MessageType)),
        texts=st.sampled_from((TEXTS, TEXTS, replace(TEXTS, en=TEXTS.nl), Texts())),
        regions=st.sampled_from(((), (Region.LIEGE,))),
        hours=st.integers(1, 30),
        anew=st.booleans(),
    )
    def write(
        self, by: str, kind: MessageType, texts: Texts, regions: tuple[Region, ...], hours: int, anew: bool
    ) -> None:
        ends = self.room.now + timedelta(hours=hours)
        content = replace(CONTENT, regions=regions, expires_at=ends)
        seen = None if anew else version(self.room) or None
        self._try(drafted(by=by, msg_type=kind, texts=texts, content=content, seen=seen))

    @rule(by=people)
    def submit(self, by: str) -> None:
        self._try(SubmitSectorAlert(SA, by, version(self.room)))

    @rule(by=people)
    def send_back(self, by: str) -> None:
        self._try(SendBackSectorAlert(SA, by, version(self.room), "unclear"))

    @rule(by=people, to=recipients)
    def release(self, by: str, to: tuple[str, ...]) -> None:
        with contextlib.suppress(Refused):
            released(self.room, by, to)

    @rule(by=people)
    def withdraw(self, by: str) -> None:
        self._try(WithdrawSectorAlert(SA, by, version(self.room)))

    @rule(number=st.integers(1, 4), company=st.sampled_from(("NLE", "WND", "HBS")))
    def confirm(self, number: int, company: str) -> None:
        with contextlib.suppress(Refused):
            confirmed(self.room, number, company)

    @rule(minutes=st.sampled_from((1, 31, 600)))
    def wait(self, minutes: int) -> None:
        self.room.pass_time(self.room.now + timedelta(minutes=minutes))

    @property
    def alert(self) -> SectorAlert:
        return alert_of(self.room)

    @property
    def messages(self) -> list[SectorAlertReleased]:
        events = (one.event for one in self.room.history)
        return [event for event in events if isinstance(event, SectorAlertReleased)]

    @invariant()
    def two_persons_stand_behind_each_message_and_each_names_all_before_it(self) -> None:
        for number, said in enumerate(self.messages, start=1):
            assert said.number == number
            assert said.by not in said.authors
            assert [one.identifier for one in said.references] == [f"{SA}-{n}" for n in range(1, number)]
            assert (said.msg_type is MessageType.ALERT) == (number == 1)

    @invariant()
    def what_is_over_stays_over(self) -> None:
        if self.over:
            assert self.alert.state is self.over
        self.over = self.alert.state if self.alert.state in OVER else None

    @invariant()
    def nothing_is_decided_on_a_version_that_is_not_the_newest(self) -> None:
        before = self.alert
        for act, by in product(ON_A_VERSION, PEOPLE):
            self._try(act(by, version(self.room) - 1))
            assert self.alert == before

    @invariant()
    def nobody_is_asked_for_a_receipt_of_what_is_over(self) -> None:
        waiting = [company for company in self.alert.told if notice(self.room, company).unconfirmed]
        assert not (waiting and self.alert.over)
        late = {alert.object for alert in self.room.open_alerts if alert.active}
        assert late <= {f"notice:{SA}/{company}" for company in waiting}

    @invariant()
    def its_words_are_kept_while_it_is_written_and_no_longer(self) -> None:
        assert (self.alert.proposal is None) == (self.alert.texts is None)

    def teardown(self) -> None:
        if not hasattr(self, "room"):
            return
        for said in self.messages[-1:]:
            assert written(said)
        again = folded(self.room.history).things
        assert again == {ref: thing for ref, thing in self.room.world.things.items() if thing is not None}


TestAnyAlert = AnyAlert.TestCase
TestAnyAlert.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
