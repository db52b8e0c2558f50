"""Records that were served and are gone: listed once, with what they were, until they come back."""

import json
from typing import Any

import pytest

from tests.transform.flock_farm import Farm
from tests.transform.flock_versions import edited

GONE = """
    select record_key, payload, reason, connection, deleted_at is not null, restored_at is not null
    from farm.deletions where entity = 'sheep' order by deleted_at, record_key
"""
CONNECTED = {
    "models/sheep.sql": {"select\n": "select\n    'meadow' as connection,\n"},
    "models/models.yml": {
        "      - {name: name, data_type: text}\n": (
            "      - {name: connection, data_type: text}\n      - {name: name, data_type: text}\n"
        )
    },
}
KEYED = {
    "models/sheep.sql": {"select\n": "select\n    'white' as wool,\n"},
    "models/models.yml": {
        "config: {unique_key: sheep_id}": "config: {unique_key: [sheep_id, wool]}",
        "      - {name: name, data_type: text}\n": (
            "      - {name: name, data_type: text}\n      - {name: wool, data_type: text}\n"
        ),
    },
}
FIFTH = {"sheep_id": 5, "name": "sheep 5", "generation": 1}
OPEN, RESTORED = False, True


def gone(farm: Farm) -> list[tuple[str, Any, str, bool]]:
    """Key, payload, reason and whether it came back, of every sheep that is listed."""
    return [
        (key, json.loads(payload) if isinstance(payload, str) else payload, reason, restored)
        for key, payload, reason, _, _, restored in farm.run(GONE)
    ]


def built(farm: Farm, generation: int, sheep: int) -> None:
    """Serves a generation of so many sheep."""
    farm.feed(generation, sheep)
    said = farm.build()
    assert said.success, said.words


def test_a_record_that_is_gone_is_listed_once_with_its_last_payload(farm: Farm) -> None:
    built(farm, 2, 4)
    built(farm, 3, 4)
    built(farm, 3, 4)

    assert gone(farm) == [("5", FIFTH, "no longer in the source", OPEN)]
    assert farm.run("select count(*) from farm.deletions") == [(1,)]
    assert farm.run("select count(*) from farm.sheep where sheep_id = 5") == [(0,)]


def test_a_record_that_comes_back_is_served_and_marked(farm: Farm) -> None:
    built(farm, 2, 4)
    built(farm, 3, 5)
    built(farm, 4, 5)

    assert gone(farm) == [("5", FIFTH, "no longer in the source", RESTORED)]
    assert farm.run("select generation from farm.sheep where sheep_id = 5") == [(4,)]


def test_a_record_that_goes_again_is_listed_again(farm: Farm) -> None:
    built(farm, 2, 4)
    built(farm, 3, 5)
    built(farm, 4, 4)

    assert gone(farm) == [
        ("5", FIFTH, "no longer in the source", RESTORED),
        ("5", FIFTH | {"generation": 3}, "no longer in the source", OPEN),
    ]


@pytest.mark.parametrize("fault", ["model", "test"])
def test_a_build_that_does_not_flip_lists_nothing(farm: Farm, fault: str) -> None:
    farm.run(f"insert into switches.faults values ('{fault}')")
    farm.feed(2, 4)

    farm.build()

    assert gone(farm) == []


def test_a_rollback_brings_it_back_and_a_flip_lists_it_once(farm: Farm) -> None:
    built(farm, 2, 4)
    farm.rollback()
    rolled_back = gone(farm)
    farm.accept()

    open_ones = [row for row in gone(farm) if row[3] is OPEN]

    assert rolled_back == [("5", FIFTH, "no longer in the source", RESTORED)]
    assert open_ones == [("5", FIFTH, "no longer in the source", OPEN)]
    assert farm.run("select count(*) from farm.sheep") == [(4,)]


def test_what_a_rollback_takes_away_is_listed_as_such(farm: Farm) -> None:
    built(farm, 2, 6)

    farm.rollback()
    rolled_back = gone(farm)
    farm.rollback()

    sixth = {"sheep_id": 6, "name": "sheep 6", "generation": 2}
    assert rolled_back == [("6", sixth, "rolled back", OPEN)]
    assert gone(farm) == [("6", sixth, "rolled back", RESTORED)]


def test_the_connection_is_listed_where_a_model_has_one(farm: Farm) -> None:
    connected = edited(farm, CONNECTED)
    built(connected, 2, 5)
    built(connected, 3, 4)

    found = connected.run("select connection, record_key from farm.deletions")

    assert found == [("meadow", "5")]


def test_records_are_not_compared_by_a_key_that_one_of_both_lacks(farm: Farm) -> None:
    keyed = edited(farm, KEYED)
    built(keyed, 2, 4)
    rolled_back = keyed.rollback()
    accepted = keyed.accept()
    built(keyed, 3, 5)
    built(keyed, 4, 4)

    assert rolled_back.success, rolled_back.words
    assert accepted.success, accepted.words
    assert [key for key, *_ in gone(keyed)] == ["5|white"]
