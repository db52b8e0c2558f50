"""Entities that a connection's settings make, and the raw table that they share."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.errors import LandingError
from extract.kit.history import History
from extract.kit.spec import Entity, Page, Provider, Reading
from extract.kit.sync import SyncOptions, SyncReport, sync
from tests.extract import landed
from tests.extract.lists import CONNECTION, NOON, Head, Lists, connect, identify, page

TABLE = "raw_lists.people_json"


def two_lists(left: Lists, right: Lists) -> Provider:
    """A provider whose connections choose two entities, which land in the table of people."""

    def entities_of(_connection: Connection) -> tuple[Entity, ...]:
        return (shared("left", left), shared("left_right", right))

    anchor = Entity("people", Head, identify, nothing)
    return Provider("lists", "Lists", "lists", (), (anchor,), (), connect, entities_of=entities_of)


def shared(name: str, lists: Lists) -> Entity:
    """An entity that lands in the table of people."""
    return Entity(name, Head, identify, lists.read, follows_changes=True, shares="people")


def nothing(_reading: Reading) -> Iterator[Page]:
    """No pages."""
    return iter(())


def both(provider: Provider, warehouse: Warehouse, *entities: str, full: bool = True) -> SyncReport:
    """A sync of those entities, or all."""
    return sync(provider, CONNECTION, warehouse, SyncOptions(full=full, entities=entities))


def rows(*keys: str) -> Lists:
    """Lists of one page with these keys."""
    return Lists([page(*(f'{{"id":"{key}","at":1}}'.encode() for key in keys))])


def test_the_same_key_of_two_entities_is_two_records(any_warehouse: Warehouse) -> None:
    report = both(two_lists(rows("1", "2"), rows("1")), any_warehouse)

    assert [(one.entity, one.landed, one.table) for one in report.entities] == [
        ("left", 2, "people"),
        ("left_right", 1, "people"),
    ]
    assert landed.keys(any_warehouse, TABLE) == ["left_right|1", "left|1", "left|2"]


def test_what_comes_twice_is_landed_once_for_each_entity(any_warehouse: Warehouse) -> None:
    report = both(two_lists(rows("1", "1"), rows("1")), any_warehouse)

    assert [(one.landed, one.deduplicated) for one in report.entities] == [(1, 1), (1, 0)]


def test_cursors_are_each_entitys_own(any_warehouse: Warehouse) -> None:
    left, right = rows("1"), rows("1")
    provider = two_lists(left, right)
    both(provider, any_warehouse, "left")

    both(provider, any_warehouse, full=False)

    at_one = NOON.replace(minute=1) - timedelta(seconds=60)
    assert (left.cursors, right.cursors) == ([None, at_one], [None])


def test_old_snapshots_of_one_entity_go_without_those_of_another(any_warehouse: Warehouse) -> None:
    provider = two_lists(rows("1"), rows("1", "2"))
    both(provider, any_warehouse, "left_right")

    ids = [both(provider, any_warehouse, "left").load_id for _ in range(4)]

    loads = f"select distinct _dlt_load_id from {TABLE} where key like 'left|%' order by 1"
    assert [one for (one,) in any_warehouse.fetch(loads)] == ids[1:]
    assert landed.value(any_warehouse, f"select count(*) from {TABLE} where key like 'left~_r%' "
                        "escape '~'") == 2  # fmt: skip


def test_superseded_rows_of_one_entity_go_without_those_of_another(
    any_warehouse: Warehouse,
) -> None:
    provider = two_lists(rows("1"), rows("1", "2"))
    both(provider, any_warehouse, "left_right", full=False)

    both(provider, any_warehouse, "left", full=False)
    both(provider, any_warehouse, "left", full=False)
    both(provider, any_warehouse, "left", full=False)

    counts = landed.loads(any_warehouse, "lists", "entity, landed_count, removed_count")
    assert landed.keys(any_warehouse, TABLE).count("left_right|2") == 1
    assert ("left_right", 2, 0) in counts or ("left_right", 2, None) in counts


def test_rows_of_a_load_cut_short_go_with_the_next_of_the_same_entity(
    any_warehouse: Warehouse,
) -> None:
    broken = replace(rows("9"), failure=LandingError("cut short"))
    with pytest.raises(LandingError):
        both(two_lists(rows("1"), broken), any_warehouse)

    both(two_lists(rows("2"), rows("3")), any_warehouse)

    assert landed.keys(any_warehouse, TABLE) == ["left_right|3", "left|2"]


def test_what_an_entity_had_before_is_counted_without_its_neighbours(
    any_warehouse: Warehouse,
) -> None:
    provider = two_lists(rows("1", "12", "2"), rows("1"))
    both(provider, any_warehouse)

    history = History(any_warehouse, "lists", "club", provider.table_of)

    assert (history.rows_before("left", ""), history.rows_before("left", "1")) == (3, 2)
    assert {one.key for one in history.held("left_right")} == {"left_right|1"}


def test_a_name_that_cannot_be_told_from_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'a\|b' is no name of small letters"):
        shared("a|b", rows())
