"""What a load changed is told, record by record, on both engines."""

from dataclasses import replace
from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.sync import EntityReport, SyncOptions, sync
from tests.extract.lists import CONNECTION, Lists, page

FIRST = (b'{"id":1,"at":1}', b'{"id":2,"at":1}', b'{"id":3,"at":1}')
CHANGES = (
    b'{"id":1,"at":1}',
    b'{"id":2,"at":2}',
    b'{"id":3,"gone":"sold","at":2}',
    b'{"id":4,"at":2}',
    b'{"id":9,"gone":"never here","at":2}',
)


def effects(
    warehouse: Warehouse, *rows: bytes, full: bool = False, tombstones: bool = False
) -> tuple[int, int, int, int]:
    """Added, changed, deleted and unchanged as a sync of these rows tells them."""
    provider = Lists([page(*rows)]).provider(tombstones=tombstones)
    told: EntityReport = sync(provider, CONNECTION, warehouse, SyncOptions(full=full)).entities[0]
    return told.added, told.changed, told.deleted, told.unchanged


def test_at_first_everything_is_added(any_warehouse: Warehouse) -> None:
    assert effects(any_warehouse, *FIRST, b"null") == (3, 0, 0, 0)


def test_changes_are_told_apart(any_warehouse: Warehouse) -> None:
    effects(any_warehouse, *FIRST)

    assert effects(any_warehouse, *CHANGES) == (1, 1, 1, 2)
    assert effects(any_warehouse, *CHANGES) == (0, 0, 0, 5)


def test_what_a_complete_load_lacks_is_deleted(any_warehouse: Warehouse) -> None:
    effects(any_warehouse, *FIRST)
    effects(any_warehouse, *CHANGES)

    again = effects(any_warehouse, b'{"id":3,"at":3}', b'{"id":4,"at":2}', full=True)

    assert again == (1, 0, 2, 1)


def test_what_was_gone_before_a_complete_load_is_not_deleted_again(
    any_warehouse: Warehouse,
) -> None:
    effects(any_warehouse, *FIRST)
    effects(any_warehouse, FIRST[0], full=True)

    assert effects(any_warehouse, FIRST[1], full=True) == (1, 0, 1, 0)


def test_a_load_of_nothing_changes_nothing(any_warehouse: Warehouse) -> None:
    effects(any_warehouse, *FIRST)

    assert effects(any_warehouse) == (0, 0, 0, 0)


def test_the_table_of_loads_says_how_many_records_differ_in_anything(
    any_warehouse: Warehouse,
) -> None:
    gone_otherwise = b'{"id":3,"gone":"returned","at":3}'
    effects(any_warehouse, *FIRST)
    effects(any_warehouse, *CHANGES)
    told = effects(any_warehouse, CHANGES[0], gone_otherwise)
    effects(any_warehouse, CHANGES[0], gone_otherwise)
    effects(any_warehouse, *FIRST[:2], full=True)

    assert told == (0, 0, 0, 2)
    said = any_warehouse.fetch("select changed_count from raw_lists.loads order by _dlt_load_id")
    # at last 1 stays, 2 is changed back, and 3, 4 and 9 are not there
    assert said == [(3,), (4,), (1,), (0,), (4,)]


def noted(warehouse: Warehouse, kind: dict[str, Any], *loads: tuple[bytes, ...]) -> list[int]:
    """How many records each of several complete loads changed, as the table of loads has it."""
    for rows in loads:
        plain = Lists([page(*rows)]).provider()
        provider = replace(plain, entities=(replace(plain.entities[0], **kind),))
        sync(provider, CONNECTION, warehouse, SyncOptions(full=True))
    query = "select changed_count from raw_lists.loads order by _dlt_load_id"
    return [count for (count,) in warehouse.fetch(query)]


def test_copies_that_differ_are_compared_copy_by_copy(any_warehouse: Warehouse) -> None:
    both = (b'{"id":1,"at":2}', b'{"id":1,"at":1}', b'{"id":2,"at":1}')
    one_of_them = (b'{"id":1,"at":2}', b'{"id":1,"at":3}', b'{"id":2,"at":1}')

    loads = (both, both, one_of_them, both[:1], both[:1])
    assert noted(any_warehouse, {"contradictions": True}, *loads) == [3, 0, 1, 2, 0]


def test_what_outlives_its_source_differs_as_it_goes_and_as_it_comes(
    any_warehouse: Warehouse,
) -> None:
    loads = (FIRST, FIRST[:2], FIRST[:2], FIRST, FIRST, FIRST, FIRST, (), ())

    assert noted(any_warehouse, {"outlives_source": True}, *loads) == [3, 1, 0, 1, 0, 0, 0, 3, 0]


@pytest.mark.parametrize("times", [1, 2])
def test_a_list_of_removals_tells_each_once(any_warehouse: Warehouse, times: int) -> None:
    told = [effects(any_warehouse, *FIRST, tombstones=True) for _ in range(times)]

    assert told == [(0, 0, 3, 0), (0, 0, 0, 3)][:times]
