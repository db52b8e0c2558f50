"""What each column of a query is made of, in the SQL of both engines."""

import pytest
from sqlglot.errors import SqlglotError

from orchestration.lineage.reading import Column, Dialect, Query, columns_of

INPUTS = {"staging.people": ("id", "first", "last"), "staging.clubs": ("id", "name", "members")}
ENGINES: tuple[Dialect, ...] = ("duckdb", "postgres")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Dialect:
    """Each engine in its turn."""
    chosen: Dialect = request.param
    return chosen


def read(engine: Dialect, sql: str, *columns: str) -> dict[str, list[Column]]:
    """What the columns of a query are made of."""
    return columns_of(Query(sql, engine, columns, INPUTS))


def test_a_column_is_followed_through_names_casts_and_stars(engine: Dialect) -> None:
    sql = """
        with people as (select * from "staging"."people"),
        named as (select id as person_id, concat(first, ' ', last) as name from people),
        final as (select person_id, cast(name as varchar) as name, 'x' as source from named)
        select * from final
    """

    assert read(engine, sql, "person_id", "name", "source") == {
        "person_id": [("staging.people", "id")],
        "name": [("staging.people", "first"), ("staging.people", "last")],
        "source": [],
    }


def test_what_joins_and_filters_is_not_part_of_a_value(engine: Dialect) -> None:
    sql = """
        select clubs.name as club
        from "staging"."people" as people
        left join "staging"."clubs" as clubs on people.id = clubs.id
        where people.last is not null
    """

    assert read(engine, sql, "club") == {"club": [("staging.clubs", "name")]}


def test_columns_of_a_union_are_matched_by_their_place(engine: Dialect) -> None:
    sql = """
        with both_kinds as (
            select id as key, last as label from "staging"."people"
            union all
            select id, name from "staging"."clubs"
            union all
            select '0', 'nobody'
        )
        select key, label from both_kinds
    """

    assert read(engine, sql, "key", "label") == {
        "key": [("staging.clubs", "id"), ("staging.people", "id")],
        "label": [("staging.clubs", "name"), ("staging.people", "last")],
    }


def test_a_query_inside_of_a_column_sees_what_is_around_it(engine: Dialect) -> None:
    sql = """
        select
            (select max(clubs.name || people.first) from "staging"."clubs" as clubs) as found,
            count(*) over (partition by people.last) as namesakes,
            exists(
                select 1 from "staging"."clubs" as clubs where clubs.id = people.id
            ) as is_in_one
        from "staging"."people" as people
    """

    assert read(engine, sql, "found", "namesakes", "is_in_one") == {
        "found": [("staging.clubs", "name"), ("staging.people", "first")],
        "is_in_one": [("staging.clubs", "id"), ("staging.people", "id")],
        "namesakes": [("staging.people", "last")],
    }


def test_a_query_that_names_itself_comes_to_an_end(engine: Dialect) -> None:
    sql = """
        with recursive chain as (
            select id, last from "staging"."people"
            union all
            select people.id, chain.last
            from chain
            inner join "staging"."people" as people on people.first = chain.id
        )
        select last from chain
    """

    assert read(engine, sql, "last") == {"last": [("staging.people", "last")]}


def test_an_unpacked_list_leads_to_the_column_that_holds_it() -> None:
    lists = {
        "duckdb": "select m.unnest as member from staging.clubs as c, unnest(c.members) as m",
        "postgres": "select m.member from staging.clubs as c "
        "cross join lateral unnest(c.members) as m(member)",
    }

    found = {engine: read(engine, lists[engine], "member") for engine in ENGINES}

    assert found["postgres"] == {"member": [("staging.clubs", "members")]}
    assert found["duckdb"] == {"member": [("staging.clubs", "members")]}


def test_the_rows_of_a_function_lead_to_what_it_was_given() -> None:
    sql = """
        select taken.member, (pair.item).key as name
        from staging.clubs as clubs
        cross join lateral (
            select substr(written, 2) as member from jsonb_object_keys(clubs.members) as written
        ) as taken
        cross join lateral (select one as item from jsonb_each(clubs.name) as one) as pair
    """

    assert read("postgres", sql, "member", "name") == {
        "member": [("staging.clubs", "members")],
        "name": [("staging.clubs", "name")],
    }


def test_a_row_may_be_addressed_by_its_engine(engine: Dialect) -> None:
    sql = "select people.rowid as one, ctid as other from staging.people as people"

    assert read(engine, sql, "one", "other") == {
        "one": [("staging.people", "rowid")],
        "other": [("staging.people", "ctid")],
    }


def test_a_text_that_is_no_query_is_refused(engine: Dialect) -> None:
    with pytest.raises(SqlglotError):
        read(engine, "select from where (", "one")
