from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.derived_ids import DerivedIds

ROWS = st.lists(st.lists(st.text(), max_size=3), max_size=30)


def _ids(source: str, rows: list[list[str]]) -> list[str]:
    made = DerivedIds(source)
    return [made.of(row) for row in rows]


@given(ROWS)
def test_the_same_file_again_gives_the_same_ids(rows: list[list[str]]) -> None:
    assert _ids("county", rows) == _ids("county", rows)


@given(ROWS)
def test_real_duplicates_stay_distinct(rows: list[list[str]]) -> None:
    ids = _ids("county", rows)

    assert len(set(ids)) == len(rows)
    assert all(UUID(found).version == 5 for found in ids)


@given(ROWS, ROWS)
def test_a_file_that_grew_keeps_the_ids_of_its_beginning(
    rows: list[list[str]], more: list[list[str]]
) -> None:
    assert _ids("county", rows + more)[: len(rows)] == _ids("county", rows)


@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_another_order_gives_the_same_set_of_ids(both: tuple[list[list[str]], list[list[str]]]) -> None:
    assert Counter(_ids("county", both[0])) == Counter(_ids("county", both[1]))


@given(ROWS)
def test_two_sources_never_share_an_id(rows: list[list[str]]) -> None:
    assert not set(_ids("county", rows)) & set(_ids("city", rows))


def test_an_id_is_the_same_in_every_release() -> None:
    assert DerivedIds("county").of(["a", "b"]) == "2944926f-983c-513f-b477-e88a1334a85d"


def test_what_the_source_names_has_one_id_however_often_it_comes() -> None:
    made = DerivedIds("county")

    assert made.named(["INC-7"]) == made.named(["INC-7"]) != made.of(["INC-7"])
