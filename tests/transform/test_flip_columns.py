"""A served column never vanishes, turns null or changes its type by itself; more may come."""

import pytest

from tests.transform.flock_farm import Farm
from tests.transform.flock_versions import edited

NAME_COLUMN = "      - {name: name, data_type: text}\n"
WITHOUT_NAME = {
    "models/sheep.sql": {"    sheep.name,\n": ""},
    "models/models.yml": {NAME_COLUMN: ""},
}
RETYPED = {
    "models/sheep.sql": {
        "    sheep.generation\n": "    cast(sheep.generation as bigint) as generation\n"
    },
    "models/models.yml": {
        NAME_COLUMN + "      - {name: generation, data_type: integer}": NAME_COLUMN
        + "      - {name: generation, data_type: bigint}"
    },
}
WITH_WOOL = {
    "models/sheep.sql": {"select\n": "select\n    'white' as wool,\n"},
    "models/models.yml": {NAME_COLUMN: NAME_COLUMN + "      - {name: wool, data_type: text}\n"},
}
COLUMNS = """
    select column_name from information_schema.columns
    where table_schema = 'farm' and table_name = '{}' order by ordinal_position
"""
OWN_VIEW = "create schema analysts; create view analysts.flock as select * from farm.sheep"
FIRST_SHEEP = "select * from farm.sheep where sheep_id = 1"
# On DuckDB the star of a view is read anew each time: what is added shows there too.
OWN_FIRST_SHEEP = "select sheep_id, name, generation from analysts.flock where sheep_id = 1"


# Rows that are updated may move to the end of their table.
NAMED_LATE = """
    delete from raw_feed.sheep_json;
    insert into raw_feed.sheep_json
    select number, case when number > 1200 then 'sheep ' || number end, 2
    from generate_series(1, 1500) as numbers(number);
"""
FILLED = "select filled_columns from ops.generations where entity = 'sheep' and version = 2"


def columns(farm: Farm, table: str) -> list[str]:
    """The columns of a table or view, in order."""
    return [name for (name,) in farm.run(COLUMNS.format(table))]


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (WITHOUT_NAME, "name would vanish."),
        (RETYPED, "generation would change from integer to bigint."),
    ],
)
def test_a_change_that_breaks_readers_is_refused_before_the_flip(
    farm: Farm, version: dict[str, dict[str, str]], words: str
) -> None:
    changed = edited(farm, version)
    changed.feed(2)

    said = changed.build()

    assert not said.success
    assert said.statuses["sheep"] == "error"
    assert "farm.sheep is served and its readers would break: " in said.words
    assert words in said.words.replace("INTEGER", "integer").replace("BIGINT", "bigint")
    assert "serve the change beside them as a new dbt model version." in said.words
    assert farm.served() == (1, 1, 1)
    assert farm.build().success
    assert farm.served() == (2, 2, 2)


def test_an_added_column_is_served_last_and_old_views_keep_working(farm: Farm) -> None:
    farm.run(OWN_VIEW)
    changed = edited(farm, WITH_WOOL)
    changed.feed(2)

    said = changed.build()

    assert said.success, said.words
    assert columns(farm, "sheep") == ["sheep_id", "name", "generation", "wool"]
    assert farm.run(FIRST_SHEEP) == [(1, "sheep 1", 2, "white")]
    assert farm.run(OWN_FIRST_SHEEP) == [(1, "sheep 1", 2)]


def test_a_rollback_past_an_added_column_shows_it_empty(farm: Farm) -> None:
    changed = edited(farm, WITH_WOOL)
    changed.feed(2)
    changed.build()

    rolled_back = changed.rollback()
    shown = farm.run(FIRST_SHEEP)
    built = changed.accept()

    assert rolled_back.success, rolled_back.words
    assert shown == [(1, "sheep 1", 1, None)]
    assert built.success, built.words
    assert farm.run(FIRST_SHEEP) == [(1, "sheep 1", 2, "white")]


def test_a_column_that_is_gone_upstream_stops_the_build(farm: Farm) -> None:
    farm.feed(2)
    farm.run("alter table raw_feed.sheep_json drop column name")

    said = farm.build()

    assert said.statuses["sheep"] == "error"
    assert farm.served() == (1, 1, 1)
    assert farm.run("select name from farm.sheep where sheep_id = 1") == [("sheep 1",)]


def test_a_column_that_lost_every_value_waits_for_consent(farm: Farm) -> None:
    farm.feed(2)
    farm.run("update raw_feed.sheep_json set name = null")

    said = farm.build()
    served = farm.served()
    accepted = farm.accept()

    assert not said.success
    assert "farm.sheep.name held values and would hold none any more" in said.words
    assert served == (1, 1, 1)
    assert accepted.success, accepted.words
    assert farm.run(FIRST_SHEEP) == [(1, None, 2)]
    assert farm.run("select brake, subject from ops.acceptances") == [
        ("lost_column", "farm.sheep.name")
    ]


def test_a_column_that_stays_empty_stops_nothing(farm: Farm) -> None:
    farm.feed(2)
    farm.run("update raw_feed.sheep_json set name = null")
    farm.accept()
    farm.feed(3)
    farm.run("update raw_feed.sheep_json set name = null")

    said = farm.build()

    assert said.success, said.words
    assert farm.served() == (3, 3, 3)


def test_a_column_whose_values_come_late_counts_as_filled(farm: Farm) -> None:
    farm.run(NAMED_LATE)
    farm.enter(2, landed_count=1500)

    said = farm.build()

    assert said.success, said.words
    assert farm.run(FILLED) == [("sheep_id,generation,name",)]
    assert farm.served() == (2, 2, 2)
