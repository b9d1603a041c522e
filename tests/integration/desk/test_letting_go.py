"""A pen that runs for months holds what is going on, and nothing that is over."""

from dataclasses import replace

from controlroom.watch.early_warnings import (
    AssessWarning,
    CloseWarning,
    GiveFeedback,
    Outcome,
    TriageWarning,
)
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts import MessageType, ReleaseSectorAlert, SubmitSectorAlert
from tests.a_pen import Writer
from tests.integration.desk.looking import differs
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, drafted, the_network
from tests.unit.watch.a_warning import REF, warning_word
from tests.unit.watch.room import noon


def held(writer: Writer) -> set[Noun]:
    return {ref.noun for ref, thing in writer.held.world.things.items() if thing is not None}


async def test_a_report_of_a_company_is_let_go_when_it_is_closed(writer: Writer) -> None:
    await writer.write(*the_network(), actor="setup")
    await writer.do(warning_word(), actor="noordlicht")
    assert Noun.EARLY_WARNING in held(writer)
    steps = (
        TriageWarning(REF, "anna"),
        AssessWarning(REF, action=False, text="a delivery", by="anna"),
        GiveFeedback(REF, "thank you", "anna"),
        CloseWarning(REF, Outcome.EXPLAINED, "anna"),
    )
    for step in steps:
        await writer.do(step, actor="anna")
    assert Noun.EARLY_WARNING not in held(writer)
    assert await differs(writer) == []


async def test_an_alert_to_a_sector_is_let_go_and_what_companies_were_sent_when_it_is_over(
    writer: Writer,
) -> None:
    await writer.write(*the_network(), actor="setup")
    for msg_type, minutes in ((MessageType.ALERT, 60), (MessageType.CANCEL, 120)):
        content = replace(CONTENT, expires_at=noon(minutes))
        seen = await writer.do(drafted(msg_type=msg_type, content=content), actor="anna")
        assert seen is not None
        await writer.do(SubmitSectorAlert(SA, "anna", seen), actor="anna")
        await writer.do(ReleaseSectorAlert(SA, "bert", seen, SENDER, ("NLE", "WND")), actor="bert")
        assert Noun.SECTOR_ALERT not in held(writer)
        assert (Noun.NOTICE in held(writer)) is (msg_type is MessageType.ALERT)
    assert await differs(writer) == []
