"""A view whose query has left the settings stays, says so, and is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Target, Warehouse, open_warehouse
from extract.providers import PROVIDERS
from orchestration.direct.left_over import COMMENT, mark_left_over

GRAPHQL = PROVIDERS["graphql"]
QUERY = {"query": "{ teams { id } }", "data_path": "data.teams", "pagination": "none"}
PREPARED = """
    create schema ops;
    create schema revops;
    create schema raw_graphql;
    create table ops.connection_views (
        schema_name text, view_name text, connection text, entity text
    );
    create table raw_graphql.loads (
        _dlt_load_id text, connection text, entity text, finished_at timestamptz
    );
    create table raw_graphql._dlt_loads (load_id text, status integer);
    create view revops.shop_teams as select 1 as id;
    create view revops.shop_dogs as select 2 as id;
    create view revops.dogs_of_mine as select id from revops.shop_dogs;
    insert into ops.connection_views values
        ('revops', 'shop_teams', 'shop', 'teams'), ('revops', 'shop_dogs', 'shop', 'dogs'),
        ('revops', 'shop_cats', 'shop', 'cats'), ('revops', 'hill_sheep', 'hill', 'sheep');
    insert into raw_graphql.loads values
        ('1', 'shop', 'dogs', '2026-03-07 14:00:00+00'), ('2', 'shop', 'dogs', now());
    insert into raw_graphql._dlt_loads values ('1', 0)
"""
WORDS = (
    "revops.shop_dogs: the query dogs is not in the settings any more. Its view stays with what "
    "was read last on 2026-03-07 14:00 UTC, and says so in its comment. When nobody needs it: "
    "drop view revops.shop_dogs"
)
SAYS = (
    "No longer read: the query dogs has left the settings; what is here was read last on "
    "2026-03-07 14:00 UTC."
)


@pytest.fixture(params=["duckdb", "postgres"])
def serving(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse with the views of two queries, one of a third that is gone, and a person's."""
    location = (
        str(tmp_path / "warehouse.duckdb")
        if request.param == "duckdb"
        else request.getfixturevalue("postgres_url")
    )
    with open_warehouse(Target(request.param, location)) as warehouse:
        warehouse.connection.execute(PREPARED)
        yield warehouse


def shop(*names: str) -> Connection:
    """A connection with queries of these names."""
    queries = [{**QUERY, "name": name} for name in names]
    return Connection("shop", "graphql", "ada", {"endpoint": "http://x/", "queries": queries})


def says(warehouse: Warehouse, view: str) -> str | None:
    """A view's comment."""
    found: str | None = warehouse.fetch(COMMENT[warehouse.engine], ["revops", view])[0][0]
    return found


def test_the_view_stays_marked_with_what_stands_on_it(serving: Warehouse) -> None:
    [left] = mark_left_over(serving, GRAPHQL, shop("teams"))

    assert left.words == WORDS
    assert (says(serving, "shop_dogs"), says(serving, "shop_teams")) == (SAYS, None)
    assert serving.fetch("select id from revops.dogs_of_mine") == [(2,)]


def test_a_query_that_comes_back_takes_the_mark_away(serving: Warehouse) -> None:
    mark_left_over(serving, GRAPHQL, shop("teams"))

    assert mark_left_over(serving, GRAPHQL, shop("teams", "dogs")) == ()
    assert says(serving, "shop_dogs") is None


def test_what_a_person_says_of_a_view_is_kept(serving: Warehouse) -> None:
    serving.execute("comment on view revops.shop_teams is 'Our teams'")

    mark_left_over(serving, GRAPHQL, shop("teams", "dogs"))

    assert says(serving, "shop_teams") == "Our teams"


def test_where_all_connections_have_the_same_entities_nothing_is_left(serving: Warehouse) -> None:
    assert mark_left_over(serving, PROVIDERS["stripe"], shop("teams")) == ()
