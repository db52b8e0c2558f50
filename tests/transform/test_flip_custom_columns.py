"""A connection's own choice of columns beside those of its model, in a view that moves along."""

import pytest

from tests.transform.flock_farm import Farm, Said
from tests.transform.flock_versions import edited
from tests.transform.test_flip_connections import OF_CONNECTIONS

PLAIN = "meta: {connection_entity: sheep}"
CUSTOM = (
    "meta: {connection_entity: sheep, custom: {columns: choices, values: marks, kind: sheep,"
    " id: sheep_id}}"
)
MODELS = {
    "choices.sql": "select * from raw_feed.choices",
    "marks.sql": "select * from raw_feed.marks",
    "marks.yml": """
models:
  - name: choices
    config: {unique_key: column_name, meta: {shrink_limit_pct: 100}}
    columns:
      - {name: connection, data_type: text}
      - {name: object_kind, data_type: text}
      - {name: column_name, data_type: text}
      - {name: column_type, data_type: text}
      - {name: custom_field_id, data_type: text}
      - {name: position, data_type: integer}
  - name: marks
    config: {unique_key: value}
    columns:
      - {name: connection, data_type: text}
      - {name: object_kind, data_type: text}
      - {name: object_id, data_type: integer}
      - {name: custom_field_id, data_type: text}
      - {name: value, data_type: text}
      - {name: position, data_type: integer}
      - {name: value_number, data_type: double precision}
      - {name: value_on, data_type: date}
      - {name: value_at, data_type: timestamp with time zone}
""",
}
TABLES = """
    create table raw_feed.choices (
        connection text, object_kind text, column_name text, column_type text,
        custom_field_id text, position integer
    );
    create table raw_feed.marks (
        connection text, object_kind text, object_id integer, custom_field_id text, value text,
        position integer, value_number double precision, value_on date,
        value_at timestamp with time zone
    );
    insert into raw_feed.marks values
        ('meadow', 'sheep', 1, 'cf_a', 'red', 1, null, null, null),
        ('meadow', 'sheep', 1, 'cf_A', 'one', 1, null, null, null),
        ('meadow', 'sheep', 1, 'cf_A', 'two', 2, null, null, null),
        ('meadow', 'sheep', 2, 'cf_n', '7.5', 1, 7.5, null, null),
        ('meadow', 'goat', 2, 'cf_a', 'a goat is', 1, null, null, null),
        ('hill', 'sheep', 1, 'cf_a', 'of the hill', 1, null, null, null);
"""
CHOSEN = """
    delete from raw_feed.choices;
    insert into raw_feed.choices values
        ('meadow', 'sheep', 'mark', 'text', 'cf_a', 1),
        ('meadow', 'sheep', 'marks', 'text', 'cf_A', 2),
        ('meadow', 'sheep', 'weight', 'number', 'cf_n', 3),
        ('meadow', 'sheep', 'name', 'text', 'cf_a', 4),
        ('meadow', 'sheep', 'lost', 'text', 'cf_''or 1=1', 5)
"""
CHOSEN_OTHERWISE = """
    delete from raw_feed.choices;
    insert into raw_feed.choices values
        ('meadow', 'sheep', 'shorn_on', 'date', 'cf_d', 1),
        ('meadow', 'sheep', 'mark', 'number', 'cf_n', 2),
        ('meadow', 'sheep', 'weight', 'number', 'cf_n', 3)
"""
COLUMNS = """
    select column_name from information_schema.columns
    where table_schema = 'farm' and table_name = 'meadow_sheep_custom' order by ordinal_position
"""


@pytest.fixture
def marked(farm: Farm) -> Farm:
    """A farm of two connections, of which the meadow's chose columns and the hill's did not."""
    changed = edited(farm, OF_CONNECTIONS)
    changed = edited(changed, {"models/models.yml": {PLAIN: CUSTOM}})
    for name, text in MODELS.items():
        (changed.project / "models" / name).write_text(text)
    changed.run(TABLES)
    changed.run(CHOSEN)
    assert built(changed, 2).success
    return changed


def built(farm: Farm, generation: int) -> Said:
    """Feeds both connections and builds."""
    farm.feed(generation)
    farm.enter(generation, connection="hill")
    return farm.build()


def test_what_a_connection_chose_are_typed_columns_of_its_own_view(marked: Farm) -> None:
    found = marked.run(
        "select sheep_id, mark, marks, weight, lost from farm.meadow_sheep_custom order by sheep_id"
    )

    assert found == [
        (1, "red", "one, two", None, None),
        (2, None, None, 7.5, None),
        (3, None, None, None, None),
    ]


def test_a_models_own_column_keeps_its_name(marked: Farm) -> None:
    assert marked.run("select name from farm.meadow_sheep_custom where sheep_id = 1") == [
        ("sheep 1",)
    ]


def test_who_chose_nothing_has_no_such_view(marked: Farm) -> None:
    assert marked.run("select view_name from ops.connection_views order by 1") == [
        ("hill_sheep",),
        ("meadow_sheep",),
        ("meadow_sheep_custom",),
    ]


def test_no_column_goes_or_changes_its_type_when_the_choice_does(marked: Farm) -> None:
    marked.run("create view farm.own as select mark from farm.meadow_sheep_custom")
    marked.run(CHOSEN_OTHERWISE)

    said = built(marked, 3)

    assert said.success
    assert [name for (name,) in marked.run(COLUMNS)] == [
        "connection", "sheep_id", "name", "generation", "mark", "marks", "weight", "lost",
        "shorn_on",
    ]  # fmt: skip
    assert marked.run(
        "select mark, marks, weight, shorn_on from farm.meadow_sheep_custom where sheep_id = 2"
    ) == [(None, None, 7.5, None)]
    assert marked.run("select count(*) from farm.own") == [(3,)]


def test_a_flip_moves_values_and_rows_together(marked: Farm) -> None:
    marked.run("update raw_feed.marks set value = 'blue' where custom_field_id = 'cf_a'")

    assert built(marked, 3).success
    assert marked.run(
        "select mark, generation from farm.meadow_sheep_custom where sheep_id = 1"
    ) == [("blue", 3)]
