"""GraphQL through the real kit: queries as entities that share one raw table."""

from dataclasses import replace

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, ConfigError, ServerError, Throttled, Transient
from sandbox.graphql.app import GraphQLServer
from tests.extract import landed
from tests.extract.accounts import Account, told
from tests.extract.graphs import (
    CHANGES,
    COLUMNS,
    MEMBERS,
    RECORDS,
    SCHEMA,
    TEAMS,
    asking,
    only,
    variables,
)


def test_each_query_lands_as_an_entity_of_one_table(
    graphs: Account, any_warehouse: Warehouse
) -> None:
    report = graphs.sync(any_warehouse)

    assert [(one.entity, one.mode, one.landed, one.upstream_total) for one in report.entities] == [
        ("teams", "full", 7, 7),
        ("members", "full", 5, 5),
        ("columns", "full", 11, None),
    ]
    assert landed.tables(any_warehouse, SCHEMA) >= {"records_json", "columns_json", "loads"}
    keys = landed.keys(any_warehouse, RECORDS)
    assert (len(keys), keys[0], keys[-1]) == (12, "members|TWVtYmVyOjE=", "teams|7")


def test_a_record_lands_as_received(graphs: Account, any_warehouse: Warehouse) -> None:
    graphs.sync(any_warehouse, "teams")

    assert landed.payload(any_warehouse, RECORDS, "teams|1") == {
        "_context": {"query": "teams"},
        "id": 1,
        "name": "Invented team 1",
        "updatedAt": "2025-02-01T08:00:00+00:00",
        "budget": "1000.50",
        "tenant": {"id": 2, "countryCode": "IT"},
        "owner": "owner 1",
    }


def test_a_query_is_named_whatever_its_case_and_the_table_stands_for_all(
    graphs: Account, warehouse: Warehouse
) -> None:
    one = graphs.sync(warehouse, "Members")
    all_of_them = graphs.sync(warehouse, "records")

    assert [report.entity for report in one.entities] == ["members"]
    assert [report.entity for report in all_of_them.entities] == ["teams", "members"]


def test_an_unknown_query_is_refused_with_those_there_are(
    graphs: Account, warehouse: Warehouse
) -> None:
    with pytest.raises(ConfigError, match=r"no entity orders\. It has teams, members, columns"):
        graphs.sync(warehouse, "orders")


def test_a_rerun_changes_nothing(graphs: Account, any_warehouse: Warehouse) -> None:
    graphs.sync(any_warehouse, "teams")
    graphs.sync(any_warehouse, "teams")

    states = f"select count(distinct content_hash), count(*) from {RECORDS}"
    assert any_warehouse.fetch(states) == [(7, 14)]


def test_what_is_gone_is_absent_from_the_next_snapshot(
    graphs: Account, graph: GraphQLServer, any_warehouse: Warehouse
) -> None:
    graphs.sync(any_warehouse, "teams")
    graph.directory.remove("teams", 0)

    report = only(graphs, any_warehouse, "teams")

    assert (report.mode, report.landed, report.upstream_total) == ("full", 6, 6)


def test_snapshots_of_one_query_leave_those_of_another(
    graphs: Account, any_warehouse: Warehouse
) -> None:
    graphs.sync(any_warehouse, "members")
    for_each = [graphs.sync(any_warehouse, "teams").load_id for _ in range(4)]

    kept = f"select count(*) from {RECORDS} where key like "
    assert len(set(for_each)) == 4
    assert landed.value(any_warehouse, kept + "'members|%'") == 5
    assert landed.value(any_warehouse, kept + "'teams|%'") == 21


def test_an_empty_list_is_a_full_load_of_nothing(graphs: Account, warehouse: Warehouse) -> None:
    graphs.fails("empty_page", "graphql")

    report = only(graphs, warehouse, "teams")

    assert (report.mode, report.fetched, report.landed) == ("full", 0, 0)


def test_changes_are_asked_for_where_a_variable_is_named(
    graphs: Account, graph: GraphQLServer, any_warehouse: Warehouse
) -> None:
    changing = asking(graphs, CHANGES)
    first = only(changing, any_warehouse, "changed_teams")
    graph.directory.put("teams", 2, {"updatedAt": "2025-03-01T08:00:00+00:00"})

    second = only(changing, any_warehouse, "changed_teams")

    assert (first.mode, first.landed, second.mode) == ("full", 7, "incremental")
    assert second.landed == 2
    assert variables(graph) == [
        {"since": "1970-01-01T00:00:00+00:00"},
        {"since": "2025-02-07T07:59:00+00:00"},
    ]


def test_a_full_sync_asks_for_everything_again(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    changing = asking(graphs, CHANGES)
    only(changing, warehouse, "changed_teams")

    report = only(changing, warehouse, "changed_teams", full=True)

    assert (report.mode, report.landed) == ("full", 7)


@pytest.mark.parametrize("refusal", ["401", "200"])
def test_a_wrong_key_is_said_once_and_not_asked_again(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse, refusal: str
) -> None:
    graph.switches.token, graph.switches.refusal = "right-token", refusal
    wrong = replace(graphs, secrets={"api_key": "wrong-token"})

    with pytest.raises(AuthError, match="entity teams") as caught:
        wrong.sync(warehouse)

    assert "wrong-token" not in str(caught.value)
    assert len(graphs.calls("graphql")) == 1


def test_the_right_key_is_sent_as_a_bearer_token(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.token = "right-token"
    keyed = replace(graphs, secrets={"api_key": "right-token"})

    assert only(keyed, warehouse, "teams").landed == 7


def test_a_headers_value_is_shown_nowhere(
    graphs: Account, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    keyed = replace(graphs, secrets={"headers": '{"X-API-Key": "hidden-canary"}'})
    graphs.fails("error_body", "graphql", times=None, error_msg="hidden-canary is not known")

    with pytest.raises(Exception, match=r"\[hidden\] is not known") as caught:
        keyed.sync(warehouse)

    assert "hidden-canary" not in str(caught.value) + told(caplog) + repr(keyed.connection)


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("status", {"status": 429, "headers": {"Retry-After": "30"}}),
        ("status", {"status": 429}),
        ("status", {"status": 500}),
        ("error_body", {"error_msg": "THROTTLED"}),
        ("error_body", {"error_msg": "SERVICE_UNAVAILABLE"}),
        ("cut", {}),
        ("lost_reply", {}),
    ],
)
def test_a_failure_that_passes_loses_nothing(
    graphs: Account, warehouse: Warehouse, kind: str, details: dict[str, object]
) -> None:
    graphs.fails(kind, "graphql", times=2, **details)

    assert only(graphs, warehouse, "teams").landed == 7


def test_a_web_page_with_status_500_is_asked_again(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.broken = 2

    assert only(graphs, warehouse, "teams").landed == 7


@pytest.mark.parametrize(
    ("details", "kind"),
    [
        ({"kind": "error_body", "error_msg": "RATE_LIMITED"}, Throttled),
        ({"kind": "status", "status": 503}, ServerError),
    ],
)
def test_a_failure_that_stays_shows_nothing_of_the_load(
    graphs: Account, warehouse: Warehouse, details: dict[str, object], kind: type[Transient]
) -> None:
    graphs.fails(path="graphql", times=None, skip=1, **details)  # type: ignore[arg-type]

    with pytest.raises(kind):
        graphs.sync(warehouse)

    assert len(graphs.calls("graphql")) == 5
    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_a_slow_answer_is_an_outage(graphs: Account, warehouse: Warehouse) -> None:
    graphs.fails("latency", "graphql", times=None, seconds=1.0)
    hasty = asking(graphs, TEAMS, timeout_ms=100)

    with pytest.raises(Transient, match=r"no whole reply \(ReadTimeoutError\)"):
        hasty.sync(warehouse)


def test_a_row_without_its_key_is_kept_aside(
    graphs: Account, graph: GraphQLServer, any_warehouse: Warehouse
) -> None:
    by_mail = asking(graphs, {**MEMBERS, "key": "email"})

    report = only(by_mail, any_warehouse, "members")

    assert (report.fetched, report.landed, report.quarantined) == (5, 3, 2)
    assert landed.quarantined(any_warehouse, "graphql") == [
        ("no_key", "page 1 row 2"),
        ("no_key", "page 2 row 2"),
    ]


def test_a_key_may_lie_deeper_and_be_of_several_parts(
    graphs: Account, warehouse: Warehouse
) -> None:
    joined = asking(graphs, {**TEAMS, "key": ["tenant.countryCode", "id"]})

    only(joined, warehouse, "teams")

    assert landed.keys(warehouse, RECORDS)[:2] == ["teams|AT|3", "teams|AT|7"]


def test_a_field_may_change_its_type(
    graphs: Account, graph: GraphQLServer, any_warehouse: Warehouse
) -> None:
    only(graphs, any_warehouse, "teams")
    graph.directory.put("teams", 0, {"budget": 1000.5, "owner": None})

    assert only(graphs, any_warehouse, "teams").quarantined == 0
    payload = landed.payload(any_warehouse, RECORDS, "teams|1")
    assert landed.fields(payload, "budget", "owner") == (1000.5, None)


def test_rows_that_move_between_pages_are_landed_once(
    graphs: Account, graph: GraphQLServer, any_warehouse: Warehouse
) -> None:
    moved = {**graph.directory.rows("teams")[0], "id": 99}
    graph.change_before(2, lambda: graph.directory.add("teams", moved, place=0))

    report = only(graphs, any_warehouse, "teams")

    assert (report.fetched, report.landed, report.deduplicated) == (8, 7, 1)


def test_the_columns_of_each_query_are_inferred(graphs: Account, any_warehouse: Warehouse) -> None:
    graphs.sync(any_warehouse, "columns")

    keys = landed.keys(any_warehouse, COLUMNS)
    assert [key for key in keys if key.startswith("members|")] == [
        "members|email", "members|id", "members|owner", "members|score",
    ]  # fmt: skip
    assert landed.payload(any_warehouse, COLUMNS, "teams|tenant_country_code") == {
        "_context": {},
        "query": "teams",
        "column": "tenant_country_code",
        "path": ["tenant", "countryCode"],
        "type": "text",
        "graphql_type": "String!",
        "place": 6,
    }
