from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.client.outbox import Outbox
from controlroom.feeds.report_fields import FeedName

FEEDS: list[FeedName] = ["incident", "visit", "patrol-check"]
PUTS = st.lists(st.tuples(st.sampled_from(FEEDS), st.lists(st.integers(0, 50), max_size=6)), max_size=12)


@given(PUTS, st.integers(1, 5))
def test_the_queue_keeps_its_order_whatever_the_batches(
    puts: list[tuple[FeedName, list[int]]], size: int
) -> None:
    outbox, expected = Outbox.in_memory(), list[tuple[str, str]]()
    for feed, numbers in puts:
        outbox.put(feed, [{"n": number} for number in numbers])
        expected += [(feed, f'{{"n":{number}}}') for number in numbers]

    found = []
    while batch := outbox.next_batch(size):
        assert len(batch) <= size
        assert len({report.feed for report in batch}) == 1
        found += [(report.feed, report.body) for report in batch]
        outbox.settle(batch, [])

    assert found == list(dict.fromkeys(expected))
    outbox.close()


def test_a_report_that_waits_already_is_not_queued_twice() -> None:
    outbox = Outbox.in_memory()

    assert outbox.put("visit", [{"id": "a", "leg": 1}]) == 1
    assert outbox.put("visit", [{"leg": 1, "id": "a"}]) == 0


def test_what_was_refused_can_be_tried_again() -> None:
    outbox = Outbox.in_memory()
    outbox.put("visit", [{"id": "a"}])
    outbox.settle([], [(outbox.next_batch(1)[0], "no such visit")])
    outbox.refuse("visit", "not,a,report", "line 3: empty")

    assert outbox.count() == 0
    assert outbox.queue_refused_again() == 1
    assert [report.body for report in outbox.next_batch(9)] == ['{"id":"a"}']
    assert [report.reason for report in outbox.refused()] == ["line 3: empty"]


def test_a_text_that_no_encoding_knows_waits_like_any_other() -> None:
    outbox, odd = Outbox.in_memory(), dict[str, Any](id="a", text="\ud800\x00")

    outbox.put("incident", [odd])

    assert outbox.next_batch(1)[0].body == '{"id":"a","text":"\\ud800\\u0000"}'
