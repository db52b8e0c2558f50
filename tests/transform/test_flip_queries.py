"""Each query of a connection is read from a view of its own, with a typed column per field."""

import pytest

from tests.transform.flock_farm import Farm
from tests.transform.flock_versions import edited

DATA = (
    '{"id": 7, "name": "Bell\'s", "budget": "1000.50", "score": 1.5, "isActive": true, '
    '"made": "2025-02-01T08:00:00+02:00", "day": "2025-02-30", "tags": ["a"], '
    '"tenant": {"id": "x"}, "large": "9223372036854775807"}'
)
NOTES = f"""
{{{{ config(contract={{'enforced': false}}) }}}}
select
    'meadow-notes|7' as graphql_record_key, 'meadow' as connection, 'notes' as query_name,
    cast('{DATA.replace("'", "''")}' as {{{{ raw_column_type('json') }}}}) as data,
    cast('2026-06-01 12:00:00+00' as timestamp with time zone) as fetched_at, '1.0' as load_id
"""
COLUMNS = """
{{ config(contract={'enforced': false}, meta={'describes': 'notes'}) }}
select
    'meadow' as connection, 'notes' as query_name, found.column_name, found.column_type,
    found.json_path, found.place_number
from (
    values
        ('id', 'bigint', '["id"]', 1),
        ('name', 'text', '["name"]', 2),
        ('budget', 'numeric', '["budget"]', 3),
        ('score', 'double precision', '["score"]', 4),
        ('is_active', 'boolean', '["isActive"]', 5),
        ('order', 'timestamptz', '["made"]', 6),
        ('day', 'date', '["day"]', 7),
        ('tags', 'json', '["tags"]', 8),
        ('tenant_id', 'bigint', '["tenant", "id"]', 9),
        ('large', 'bigint', '["large"]', 10)
) as found(column_name, column_type, json_path, place_number)
"""
OTHERWISE = {
    "models/note_columns.sql": {
        "        ('id', 'bigint', '[\"id\"]', 1),\n": "        ('id', 'text', '[\"id\"]', 1),\n",
        "        ('name', 'text', '[\"name\"]', 2),\n": (
            "        ('new', 'text', '[\"name\"]', 2),\n"
        ),
    }
}
LISTED = """
    select column_name from information_schema.columns
    where table_schema = 'farm' and table_name = 'meadow_notes' order by ordinal_position
"""
OWN = ["record_key", "fetched_at", "load_id"]
FIELDS = [
    "id",
    "name",
    "budget",
    "score",
    "is_active",
    "order",
    "day",
    "tags",
    "tenant_id",
    "large",
]


@pytest.fixture
def querying(farm: Farm) -> Farm:
    """A farm that serves the records of one query, and a table in the name of another's view."""
    asked = edited(farm, {})
    (asked.project / "models/notes.sql").write_text(NOTES)
    (asked.project / "models/note_columns.sql").write_text(COLUMNS)
    return asked


def test_each_field_is_a_column_of_its_type(querying: Farm) -> None:
    built = querying.build()

    [row] = querying.run(
        "select record_key, id, name, cast(budget as text), score, is_active, "
        "cast(\"order\" at time zone 'UTC' as text), day, cast(tags as text), tenant_id, large "
        "from farm.meadow_notes"
    )
    assert built.success
    assert row == (
        "meadow-notes|7", 7, "Bell's", "1000.500000000", 1.5, True, "2025-02-01 06:00:00", None,
        '["a"]', None, 9_223_372_036_854_775_807,
    )  # fmt: skip
    assert [name for (name,) in querying.run(LISTED)] == [*OWN, *FIELDS]


def test_columns_that_are_served_keep_their_places_and_types(querying: Farm) -> None:
    querying.build()

    changed = edited(querying, OTHERWISE)
    built = changed.build()

    assert built.success
    assert [name for (name,) in changed.run(LISTED)] == [*OWN, *FIELDS, "new"]
    assert changed.run("select id, name, new from farm.meadow_notes") == [(7, None, "Bell's")]


def test_a_name_that_somebody_has_is_left_alone(querying: Farm) -> None:
    querying.run("create table farm.meadow_notes (mine integer)")
    querying.run("insert into farm.meadow_notes values (7)")

    built = querying.build()

    assert built.success
    assert querying.run("select mine from farm.meadow_notes") == [(7,)]
