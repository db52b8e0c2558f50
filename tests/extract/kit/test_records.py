"""Pages become batches; every row is landed or refused, with its reason and place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.kit.records import Batch, KeyLog, Sorter, Tally, joined_key, moment_of, utc_micros
from extract.kit.spec import Entity, Identity
from tests.extract.lists import NOON, Head, Lists, page

ROWS = st.sampled_from(
    [
        b'{"id":1,"at":3}',
        b'{"id":"x y"}',
        b'{"id":null,"at":5}',
        b"{}",
        b"null",
        b'"corrupt"',
        b'{"id":[1]}',
        b'{"id":1e999}',
        b'{"id":1,"n":"\xe9"}',
        rb'{"id":2,"n":"\u0000"}',
    ]
)


def sorted_page(*rows: bytes, context: bytes = b"{}") -> tuple[Batch, Tally]:
    """The batch of one page, and the counts."""
    tally = Tally()
    people = Lists().provider().entities[0]
    return Sorter(people, tally).batch(page(*rows, context=context)), tally


@given(st.lists(ROWS, max_size=30))
def test_every_row_is_kept_or_refused(rows: list[bytes]) -> None:
    batch, tally = sorted_page(*rows)

    assert tally.fetched == len(rows)
    assert tally.fetched == len(batch) + tally.quarantined
    assert len(batch.data) == len(batch.updated_at) == len(batch.delete_reason) == len(batch)


def test_a_row_keeps_its_own_bytes_behind_its_context() -> None:
    batch, _ = sorted_page(b'{ "id": 7,"n":1.50}', context=b'{"race_id":1}')

    assert batch.data == [b'{"_context":{"race_id":1}, "id": 7,"n":1.50}']
    assert batch.key == ["7"]


@pytest.mark.parametrize(
    "name", [b"_context", rb"\u005fcontext", rb"_\u0063ontext", rb"_conte\u0078t"]
)
def test_a_records_own_context_is_not_taken_for_the_pages(name: bytes) -> None:
    row = b'{"id":7,"%b":null}' % name

    batch, _ = sorted_page(row, b'{"id":8}', context=b'{"race_id":1}')

    assert batch.data == [
        b'{"_context":{"race_id":1},"id":7,"%b":null,"_context":{"race_id":1}}' % name,
        b'{"_context":{"race_id":1},"id":8}',
    ]


def test_a_refused_row_says_why_and_where() -> None:
    _, tally = sorted_page(b'{"id":7}', b"[7]", b'{"id":[7]}', b'{"at":3}')

    told = [(bad.reason, bad.place, bad.payload) for bad in tally.unreadable]
    assert told == [
        ("not_an_object", "page 1 row 2", "[7]"),
        ("unreadable", "page 1 row 3", '{"id":[7]}'),
        ("no_key", "page 1 row 4", '{"at":3}'),
    ]
    assert tally.unreadable[2].updated_at == NOON.replace(minute=3)
    assert tally.unreadable[2].detail == (
        "the fields that make the key of people are missing or null"
    )


def test_a_row_that_nests_too_deeply_is_refused_and_the_others_land() -> None:
    deep = b'{"id":2,"n":%b}' % (b"[" * 5000 + b"]" * 5000)

    batch, tally = sorted_page(b'{"id":1}', deep, b'{"id":3}')

    assert batch.key == ["1", "3"]
    assert [(bad.reason, bad.place) for bad in tally.unreadable] == [
        ("unreadable", "page 1 row 2"),
    ]


def test_an_empty_object_stays_an_object() -> None:
    keyed = Entity("people", Head, lambda _head, _context: Identity("only"), Lists().read)

    batch = Sorter(keyed, Tally()).batch(page(b"{ }", b'{ "n":1}'))

    assert batch.data == [b'{"_context":{} }', b'{"_context":{}, "n":1}']


def test_the_newest_stamp_is_of_a_readable_row() -> None:
    _, tally = sorted_page(b'{"id":1,"at":3}', b'{"id":2}', b'{"id":null,"at":9}')

    assert tally.newest == NOON.replace(minute=3)


def test_a_mended_row_is_counted() -> None:
    batch, tally = sorted_page(b'{"id":1,"n":"Jos\xe9"}', b'{"id":2}')

    assert tally.repaired == 1
    assert batch.data[0] == '{"_context":{},"id":1,"n":"José"}'.encode()


def test_a_moment_survives_as_microseconds() -> None:
    moment = NOON.replace(microsecond=123_457)

    assert utc_micros(moment) == 1_775_044_800_123_457
    assert moment_of(1_775_044_800_123_457) == moment


@pytest.mark.parametrize("many", [0, 10_001])
def test_a_key_that_came_twice_is_remembered(many: int) -> None:
    log = KeyLog()
    log.add(["a", "b", *map(str, range(many))])
    before = log.may_repeat()

    log.add(["c", "a"])

    assert (before, log.may_repeat(), KeyLog().may_repeat()) == (False, True, False)


def test_a_joined_key_needs_all_its_parts() -> None:
    assert joined_key(["riverbend", " 10 Mile ", 7]) == "riverbend|10 Mile|7"
    assert joined_key(["riverbend", None]) is None
    assert joined_key(["riverbend", " "]) is None
