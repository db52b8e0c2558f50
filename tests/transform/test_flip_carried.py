"""What was given to a served view or a generation by hand, or by the model, outlives the flips."""

from tests.transform.flock_farm import Farm
from tests.transform.flock_versions import edited

OWN_VIEWS = """
    create schema analysts;
    create view analysts.herds as
    select dogs.dog_id, dogs.sheep_count, sheep.name, sheep.generation
    from farm.dogs as dogs
    inner join farm.sheep as sheep on dogs.generation = sheep.generation;
    create view analysts.names as select distinct name from analysts.herds where dog_id = 1;
"""
INDEXES = """
    select regexp_replace(indexdef, '^CREATE (UNIQUE )?INDEX \\S+ ', '\\1')
    from pg_indexes where schemaname = 'farm' and tablename = '{}' order by 1
"""
GRANTEES = """
    select grantee, string_agg(privilege_type, ', ' order by privilege_type)
    from information_schema.role_table_grants
    where table_schema = 'farm' and table_name = '{}' and grantee like 'pg_%'
    group by grantee order by grantee
"""
COMMENT = "select obj_description('farm.{}'::regclass)"
COLUMN_COMMENT = "select col_description('farm.{}'::regclass, {})"
BY_HAND = """
    create unique index by_key on farm.sheep_v1 (sheep_id) include (name);
    create index "late ON arrival" on farm.sheep_v1 (lower(name) desc)
    where name <> 'sheep ON farm.sheep_v1 USING nothing';
    grant select on farm.sheep_v1 to pg_monitor;
    grant select, update on farm.sheep_v1 to pg_read_all_stats with grant option;
    grant select on farm.sheep to pg_monitor;
    comment on table farm.sheep_v1 is 'counted on Mondays: it''s done by hand';
    comment on column farm.sheep_v1.name is 'as the shepherd calls it';
    comment on view farm.sheep is 'all sheep';
"""
CONFIGURED = {
    "dbt_project.yml": {
        "    +group: farm\n": (
            "    +group: farm\n    +persist_docs: {relation: true, columns: true}\n"
            "    +grants: {select: [pg_monitor]}\n"
            "    +indexes: [{columns: [generation]}]\n"
        )
    },
    "models/models.yml": {
        "- {name: name, data_type: text}": "- {name: name, data_type: text, description: The call.}"
    },
}
DESCRIBED = {
    "dbt_project.yml": {
        "    +group: farm\n": (
            "    +group: farm\n    +persist_docs: {relation: true, columns: true}\n"
        )
    }
}
FOUND_BY_NAME = {
    "models/models.yml": {
        "    config: {unique_key: sheep_id}\n": "    config: {unique_key: sheep_id, "
        "meta: {found_by: [name]}}\n"
    }
}
FOUND_BY_TWO = {
    "models/models.yml": {
        "    config: {unique_key: sheep_id}\n": "    config: {unique_key: sheep_id, "
        "meta: {found_by: [name], patched: {entity: sheep, key: call}}}\n",
        "- {name: name, data_type: text}": "- {name: name, data_type: text}\n"
        "      - {name: call, data_type: text}",
    },
    "models/sheep.sql": {"sheep.name,": "sheep.name,\n    md5(sheep.name) as call,"},
}
LOOKUPS = """
    select tablename, count(*) from pg_indexes
    where schemaname = 'farm' and indexdef like '% text_bloom_ops%'
    group by tablename order by tablename
"""


def flipped(farm: Farm, *generations: int) -> None:
    """Feeds and builds these generations, one after the other."""
    for generation in generations:
        farm.feed(generation)
        said = farm.build()
        assert said.success, said.words


def test_views_on_served_views_keep_working(farm: Farm) -> None:
    farm.run(OWN_VIEWS)

    flipped(farm, 2, 3)

    assert farm.run("select min(generation), count(*) from analysts.herds") == [(3, 10)]
    assert farm.run("select count(*) from analysts.names") == [(5,)]


def test_what_was_made_by_hand_is_carried_to_every_generation(postgres_farm: Farm) -> None:
    postgres_farm.run(BY_HAND)

    flipped(postgres_farm, 2)
    carried = [indexes(postgres_farm, "sheep_v2"), grantees(postgres_farm, "sheep_v2")]
    flipped(postgres_farm, 3)

    made = [
        "ON farm.{} USING btree (lower(name) DESC)"
        " WHERE (name <> 'sheep ON farm.sheep_v1 USING nothing'::text)",
        "UNIQUE ON farm.{} USING btree (sheep_id) INCLUDE (name)",
    ]
    granted = [("pg_monitor", "SELECT"), ("pg_read_all_stats", "SELECT, UPDATE")]
    assert carried == [[one.replace("{}", "sheep_v2") for one in made], granted]
    assert indexes(postgres_farm, "sheep_v1") == [one.replace("{}", "sheep_v1") for one in made]
    assert grantees(postgres_farm, "sheep_v1") == granted
    assert grantees(postgres_farm, "sheep") == [("pg_monitor", "SELECT")]


def test_comments_made_by_hand_are_carried_to_every_generation(postgres_farm: Farm) -> None:
    postgres_farm.run(BY_HAND)

    flipped(postgres_farm, 2, 3)

    table, name = "counted on Mondays: it's done by hand", "as the shepherd calls it"
    assert postgres_farm.run(COMMENT.format("sheep_v2")) == [(table,)]
    assert postgres_farm.run(COLUMN_COMMENT.format("sheep_v2", 2)) == [(name,)]
    assert postgres_farm.run(COLUMN_COMMENT.format("sheep_v1", 2)) == [(name,)]
    assert postgres_farm.run(COMMENT.format("sheep")) == [("all sheep",)]


def test_what_the_model_says_is_given_to_views_and_generations(postgres_farm: Farm) -> None:
    farm = edited(postgres_farm, CONFIGURED)

    flipped(farm, 2, 3)

    index = ["ON farm.sheep_v1 USING btree (generation)"]
    assert indexes(farm, "sheep_v1") == index
    assert indexes(farm, "sheep_v2") == [index[0].replace("v1", "v2")]
    assert grantees(farm, "sheep_v1") == [("pg_monitor", "SELECT")]
    assert grantees(farm, "sheep") == [("pg_monitor", "SELECT")]
    assert farm.run(COMMENT.format("sheep")) == [("One row per sheep.",)]
    assert farm.run(COMMENT.format("sheep_v2")) == [("One row per sheep.",)]
    assert farm.run(COLUMN_COMMENT.format("sheep", 2)) == [("The call.",)]


def test_descriptions_reach_the_served_view(farm: Farm) -> None:
    described = edited(farm, DESCRIBED)
    catalog = {
        "duckdb": "select comment from duckdb_views() where view_name = 'sheep'",
        "postgres": COMMENT.format("sheep"),
    }

    flipped(described, 2, 3)

    assert described.run(catalog[farm.target.engine]) == [("One row per sheep.",)]


def test_a_view_on_a_generation_itself_stops_the_build_and_is_kept(postgres_farm: Farm) -> None:
    flipped(postgres_farm, 2)
    postgres_farm.run("create view farm.mine as select sheep_id from farm.sheep_v1")
    postgres_farm.feed(3)

    said = postgres_farm.build()

    assert said.statuses["sheep"] == "error"
    assert "view farm.mine depends on table farm.sheep_v1" in said.words
    assert postgres_farm.served() == (2, 2, 2)
    assert postgres_farm.run("select count(*) from farm.mine") == [(5,)]


def indexes(farm: Farm, table: str) -> list[str]:
    """What the indexes of a table are, without their names."""
    return [definition for (definition,) in farm.run(INDEXES.format(table))]


def grantees(farm: Farm, table: str) -> list[tuple[str, str]]:
    """Who of PostgreSQL's own roles may do what with a table or view."""
    return [(who, what) for who, what in farm.run(GRANTEES.format(table))]


def test_a_lookup_is_made_anew_in_each_generation_and_not_carried_over(
    postgres_farm: Farm,
) -> None:
    changed = edited(postgres_farm, FOUND_BY_NAME)
    changed.feed(2)
    changed.build()
    changed.feed(3)

    said = changed.build()

    assert said.success, said.words
    assert changed.run(LOOKUPS) == [("sheep_v1", 1), ("sheep_v2", 1)]


def test_lookups_of_two_columns_hold_a_crowd(postgres_farm: Farm) -> None:
    changed = edited(postgres_farm, FOUND_BY_TWO)
    changed.feed(2, sheep=40_000)

    said = changed.build()

    assert said.success, said.words
    assert changed.run(LOOKUPS) == [("sheep_v2", 2)]
