"""What shapes a connection's views has changed since they were built: a build is due, once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Target, Warehouse, open_warehouse
from extract.kit.options import SyncOptions
from extract.kit.sync import sync
from extract.providers import PROVIDERS
from orchestration.direct.described import described_anew
from sandbox.current_rms.app import CurrentRMS
from sandbox.graphql.app import PATH, GraphQLServer
from sandbox.serving import serve
from tests.extract.graphs import CHANGES, TEAMS
from tests.extract.hires import hire_account

GRAPHQL = PROVIDERS["graphql"]
NARROWER = {**TEAMS, "query": str(TEAMS["query"]).replace("budget", "")}
DUE = "The columns of shop are others than they were."
PREPARED = """
    create schema ops;
    create table ops.sync_metadata (
        schema_name text, entity text, active_version integer, load_ids text
    );
    insert into ops.sync_metadata values
        ('revops', 'stripe_plans', 1, '{"shop_of_another": "1"}'), ('revops', 'mrr', null, null)
"""
BUILT = """
    insert into ops.sync_metadata
    select 'revops', 'graphql_columns', 1, '{"shop": "' || max(load_id) || '"}'
    from raw_graphql._dlt_loads
"""
HIRES_BUILT = """
    delete from ops.sync_metadata;
    insert into ops.sync_metadata
    select 'rentals', 'opportunities', 1, '{"demo_current_rms": "' || max(load_id) || '"}'
    from raw_current_rms._dlt_loads
"""
PHONE = {"custom_columns": {"phone": "on-site_contact_phone"}}


@pytest.fixture(params=["duckdb", "postgres"])
def serving(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse in which no build has served the shop."""
    location = (
        str(tmp_path / "warehouse.duckdb")
        if request.param == "duckdb"
        else request.getfixturevalue("postgres_url")
    )
    with open_warehouse(Target(request.param, location)) as warehouse:
        warehouse.connection.execute(PREPARED)
        yield warehouse


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a GraphQL server."""
    with serve(GraphQLServer().app) as server:
        yield server.url + PATH


def due(warehouse: Warehouse, url: str, *queries: dict[str, Any]) -> str | None:
    """Why a build is due after a sync of a shop with these queries."""
    shop = Connection("shop", "graphql", "ada", {"endpoint": url, "queries": list(queries)})
    sync(GRAPHQL, shop, warehouse, SyncOptions())
    return described_anew(warehouse, GRAPHQL, shop)


def test_other_columns_are_told_until_a_build_has_seen_them(serving: Warehouse, url: str) -> None:
    first = due(serving, url, TEAMS)
    serving.execute(BUILT)

    told = [due(serving, url, TEAMS), due(serving, url, NARROWER), due(serving, url, NARROWER)]
    serving.execute("delete from ops.sync_metadata where entity = 'graphql_columns'")
    serving.execute(BUILT)
    after = due(serving, url, NARROWER)

    assert (first, told, after) == (None, [None, DUE, DUE], None)


def test_a_query_that_comes_or_goes_is_told(serving: Warehouse, url: str) -> None:
    due(serving, url, TEAMS)
    serving.execute(BUILT)

    assert due(serving, url, TEAMS, CHANGES) == DUE


def chosen(warehouse: Warehouse, **settings: Any) -> str | None:
    """Why a build is due after a sync of an account's choice; then one has seen it."""
    yard = CurrentRMS()
    with serve(yard.app) as server:
        hires = hire_account(yard, server, **settings)
        hires.sync(warehouse, "custom_columns")
        told = described_anew(warehouse, hires.provider, hires.connection)
    warehouse.connection.execute(HIRES_BUILT)
    return told


def test_a_first_choice_and_its_end_are_told(serving: Warehouse) -> None:
    before = [chosen(serving), chosen(serving)]
    begun = [chosen(serving, **PHONE), chosen(serving, **PHONE)]
    ended = [chosen(serving), chosen(serving)]

    due = "The custom_columns of demo_current_rms are others than they were."
    assert (before, begun, ended) == ([None, None], [due, None], [due, None])


def test_where_nothing_describes_views_nothing_is_due(serving: Warehouse) -> None:
    stripe = Connection("shop", "stripe", "ada", {})

    assert described_anew(serving, PROVIDERS["stripe"], stripe) is None
