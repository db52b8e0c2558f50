"""The limits that a connection sets for its full loads, checked and written beside each load."""

from typing import Any

import pytest

from extract.kit.brakes import Brakes, brakes_of
from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.errors import ConfigError
from extract.kit.sync import SyncOptions, sync
from tests.extract import landed
from tests.extract.lists import Lists, page

ENTITIES = ("people", "visits")


def connection(brakes: Any) -> Connection:
    """A connection with such a setting."""
    return Connection("club", "lists", "club_timing", {"brakes": brakes})


def test_without_settings_nothing_is_set() -> None:
    assert brakes_of(Connection("club", "lists", "x"), ENTITIES) == {
        "people": Brakes(None, None, empty_allowed=False),
        "visits": Brakes(None, None, empty_allowed=False),
    }


@pytest.mark.parametrize(
    ("brakes", "rows", "stops"),
    [
        (Brakes(), 8, False),
        (Brakes(), 7, True),
        (Brakes(), 0, True),
        (Brakes(50), 5, False),
        (Brakes(50), 4, True),
        (Brakes(100), 0, True),
        (Brakes(empty_allowed=True), 0, False),
    ],
)
def test_a_list_of_ten_may_lose_so_many(brakes: Brakes, rows: int, *, stops: bool) -> None:
    assert brakes.stops(rows, 10) is stops
    assert not brakes.stops(rows, 0)


def test_an_entitys_own_limits_come_before_the_connections() -> None:
    settings = {
        "shrink_pct": 20,
        "total_pct": 0,
        "empty": True,
        "entities": {"visits": {"shrink_pct": 12.5, "empty": False}},
    }

    assert brakes_of(connection(settings), ENTITIES) == {
        "people": Brakes(20.0, 0.0, empty_allowed=True),
        "visits": Brakes(12.5, 0.0, empty_allowed=False),
    }


@pytest.mark.parametrize(
    ("brakes", "message"),
    [
        (
            {"shrink_pct": 101},
            "the setting brakes.shrink_pct is 101. Use a number from 0 to 100.",
        ),
        (
            {"total_pct": -1},
            "the setting brakes.total_pct is -1. Use a number from 0 to 100.",
        ),
        (
            {"shrink_pct": "20"},
            "the setting brakes.shrink_pct is '20'. Use a number from 0 to 100.",
        ),
        (
            {"shrink_pct": True},
            "the setting brakes.shrink_pct is True. Use a number from 0 to 100.",
        ),
        (
            {"shrink_pct": float("nan")},
            "the setting brakes.shrink_pct is nan. Use a number from 0 to 100.",
        ),
        (
            {"empty": 1},
            "the setting brakes.empty is 1. Use true or false.",
        ),
        (
            {"shrink": 20},
            "the setting brakes.shrink is 20. "
            "Use only shrink_pct, total_pct, empty, entities under brakes.",
        ),
        (
            20,
            "the setting brakes is 20. Use a table with any of shrink_pct, total_pct, empty, "
            "entities.",
        ),
        (
            {"entities": {"runners": {}}},
            "the setting brakes.entities.runners is {}. "
            "Use only people, visits under brakes.entities.",
        ),
        (
            {"entities": {"people": {"shrink_pct": None}}},
            "the setting brakes.entities.people.shrink_pct is None. Use a number from 0 to 100.",
        ),
        (
            {"entities": {"people": {"entities": {}}}},
            "the setting brakes.entities.people.entities is {}. "
            "Use only shrink_pct, total_pct, empty under brakes.entities.people.",
        ),
    ],
)
def test_a_limit_that_is_none_is_named_with_what_is_allowed(brakes: Any, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        brakes_of(connection(brakes), ENTITIES)

    assert str(caught.value) == f"lists (connection club): {message}"


def test_limits_are_written_beside_each_load(any_warehouse: Warehouse) -> None:
    lists = Lists([page(b'{"id":1,"at":1}')])
    strict = {"shrink_pct": 5, "entities": {"people": {"total_pct": 0.5, "empty": True}}}

    sync(lists.provider(), connection({}), any_warehouse, SyncOptions())
    report = sync(lists.provider(), connection(strict), any_warehouse, SyncOptions())

    columns = "shrink_limit_pct, total_limit_pct, empty_allowed"
    assert landed.loads(any_warehouse, "lists", columns) == [
        (None, None, False),
        (5.0, 0.5, True),
    ]
    assert report.entities[0].brakes == Brakes(5.0, 0.5, empty_allowed=True)


def test_a_wrong_limit_stops_the_sync_before_it_reads(warehouse: Warehouse) -> None:
    lists = Lists([page(b'{"id":1}')])

    with pytest.raises(ConfigError, match=r"brakes.shrink_pct is 200"):
        sync(lists.provider(), connection({"shrink_pct": 200}), warehouse, SyncOptions())

    assert lists.cursors == []
