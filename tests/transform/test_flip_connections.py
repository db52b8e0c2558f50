"""The rows of one connection are read from a view of its own, which moves with the served one."""

import pytest

from tests.transform.flock_farm import Farm
from tests.transform.flock_versions import edited

SHEEP = "  - name: sheep\n    description: One row per sheep.\n    config: {unique_key: sheep_id}\n"
OF_CONNECTIONS = {
    "models/sheep.sql": {
        "select\n": "select\n    case when sheep.sheep_id > 3 then 'hill' else 'meadow' end"
        " as connection,\n"
    },
    "models/models.yml": {
        SHEEP: SHEEP.replace("sheep_id}", "sheep_id, meta: {connection_entity: sheep}}"),
        "      - {name: sheep_id, data_type: integer, data_tests: [unique, not_null]}\n": (
            "      - {name: connection, data_type: text}\n"
            "      - {name: sheep_id, data_type: integer, data_tests: [unique, not_null]}\n"
        ),
    },
}
WITH_WOOL = {
    "models/sheep.sql": {"select\n": "select\n    'white' as wool,\n"},
    "models/models.yml": {
        "      - {name: connection, data_type: text}\n": (
            "      - {name: wool, data_type: text}\n      - {name: connection, data_type: text}\n"
        )
    },
}
COLUMNS = """
    select column_name from information_schema.columns
    where table_schema = 'farm' and table_name = 'meadow_sheep' order by ordinal_position
"""


@pytest.fixture
def meadows(farm: Farm) -> Farm:
    """A farm that two connections feed, the hill's with no word of its own in the loads."""
    changed = edited(farm, OF_CONNECTIONS)
    changed.feed(2)
    changed.enter(2, connection="hill")
    assert changed.build().success
    return changed


def test_each_connection_reads_its_own_rows(meadows: Farm) -> None:
    found = meadows.run("select sheep_id, generation from farm.meadow_sheep order by sheep_id")

    assert found == [(1, 2), (2, 2), (3, 2)]
    assert meadows.run("select count(*) from farm.hill_sheep") == [(2,)]


def test_a_flip_and_a_rollback_move_the_views_of_connections(meadows: Farm) -> None:
    meadows.feed(3)
    built = meadows.build()

    after = meadows.run("select distinct generation from farm.meadow_sheep")
    meadows.rollback()

    assert built.success
    assert after == [(3,)]
    assert meadows.run("select distinct generation from farm.meadow_sheep") == [(2,)]


def test_a_name_that_somebody_has_is_left_alone_and_told(meadows: Farm) -> None:
    meadows.run("create table farm.valley_sheep (mine integer)")
    meadows.run("insert into farm.valley_sheep values (7)")
    meadows.feed(3)
    meadows.enter(3, connection="valley")

    said = meadows.build()

    assert said.success
    assert "farm.valley_sheep of connection valley was not made: something else" in said.words
    assert meadows.run("select mine from farm.valley_sheep") == [(7,)]
    assert meadows.served() == (3, 3, 3)


def test_a_name_too_long_for_a_view_is_told_and_not_cut(meadows: Farm) -> None:
    meadows.feed(3)
    meadows.enter(3, connection="m" * 60)

    said = meadows.build()

    assert said.success
    assert "was not made: its name is longer than 63 characters" in said.words
    assert meadows.run("select view_name from ops.connection_views order by 1") == [
        ("hill_sheep",),
        ("meadow_sheep",),
    ]


def test_an_added_column_comes_last_and_own_views_stay(meadows: Farm) -> None:
    meadows.run("create view farm.own as select sheep_id from farm.meadow_sheep")
    changed = edited(meadows, WITH_WOOL)
    changed.feed(3)

    said = changed.build()

    assert said.success
    assert changed.run(COLUMNS) == [
        ("connection",), ("sheep_id",), ("name",), ("generation",), ("wool",),
    ]  # fmt: skip
    assert changed.run("select count(*) from farm.own") == [(3,)]
