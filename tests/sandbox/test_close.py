"""Close's server: what its contract says of each answer, with the official client where it can."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import closeio_api
import pytest
import urllib3

from sandbox.close.app import API, API_KEY, Close
from sandbox.close.crm import build_crm, field_id, made_id
from sandbox.close.store import Store
from sandbox.close.switches import Switches
from sandbox.serving import serve
from tests.sandbox.client import Client

BASIC = urllib3.make_headers(basic_auth=f"{API_KEY}:")


@pytest.fixture
def crm() -> Close:
    """An organization of six leads."""
    return Close(build_crm(leads=6))


@pytest.fixture
def url(crm: Close) -> Iterator[str]:
    """Where it answers."""
    with serve(crm.app) as server:
        yield server.url + API


@pytest.fixture
def client(url: str, pool: urllib3.PoolManager) -> Client:
    """A client that knows the key."""
    return Client(pool, url, {}, {**BASIC, "Content-Type": "application/json"})


@pytest.fixture
def official(url: str) -> Iterator[Any]:
    """The client that Close publishes."""
    api = closeio_api.Client(API_KEY)
    api.base_url = f"{url}/"
    yield api
    api.session.close()


def question(object_type: str, **fields: Any) -> dict[str, Any]:
    """A search of one type of object since a day in March."""
    regular = {"type": "regular_field", "object_type": object_type, "field_name": "date_updated"}
    since = {"type": "fixed_utc", "value": "2025-03-03T12:00:00Z"}
    condition = {"type": "moment_range", "on_or_after": since}
    queries = [
        {"type": "object_type", "object_type": object_type},
        {"type": "field_condition", "field": regular, "condition": condition},
    ]
    return {
        "query": {"negate": False, "type": "and", "queries": queries},
        "sort": [{"direction": "asc", "field": regular}],
        "_limit": 2,
        **fields,
    }


def test_the_official_client_reads_a_list(official: Any) -> None:
    page = official.get("lead", params={"_skip": 4, "_limit": 100})

    assert (len(page["data"]), page["has_more"], page["total_results"]) == (2, False, 6)


def test_the_official_client_knows_who_it_is(official: Any) -> None:
    assert official.get("me")["organizations"][0]["name"] == "Invented"


def test_the_official_client_searches(official: Any) -> None:
    page = official.post("data/search", question("lead", _fields={"lead": ["id", "custom"]}))

    assert [row["__object_type"] for row in page["data"]] == ["lead", "lead"]
    assert page["cursor"] is not None


def test_the_official_client_changes_and_deletes(official: Any, crm: Close) -> None:
    key = made_id("lead", 3)

    changed = official.put(f"lead/{key}", {"name": "Changed"})
    answer = official.delete(f"lead/{key}")

    assert (changed["name"], answer) == ("Changed", {})
    assert [event["action"] for event in crm.store.events][:2] == ["updated", "deleted"]


def test_the_official_client_hears_a_refusal(official: Any) -> None:
    with pytest.raises(closeio_api.ValidationError) as caught:
        official.get("lead", params={"_limit": 201})

    assert caught.value.field_errors == {"_limit": "Must be less than or equal to 200."}


def test_the_official_client_misses_what_is_gone(official: Any) -> None:
    with pytest.raises(closeio_api.APIError, match="Lead does not exist"):
        official.get("lead/lead_nobody")


@pytest.mark.parametrize("headers", [{}, urllib3.make_headers(basic_auth="wrong:")])
def test_a_wrong_key_is_refused(client: Client, headers: dict[str, str]) -> None:
    answer = Client(client.pool, client.url, {}, headers).call("GET", "/lead/")

    assert (answer.status, answer.json()) == (401, {"error": "Unauthorized"})


def test_a_path_without_its_slash_is_not_there(client: Client) -> None:
    assert client.call("GET", "/lead").status == 404


@pytest.mark.parametrize(
    ("path", "counted"),
    [("/lead/", True), ("/opportunity/", True), ("/contact/", False), ("/activity/", False),
     ("/user/", False), ("/custom_field/lead/", False)],
)  # fmt: skip
def test_only_some_lists_count_their_rows(client: Client, path: str, *, counted: bool) -> None:
    assert ("total_results" in client.get(path)) is counted


def test_a_filter_that_is_not_documented_is_ignored(client: Client) -> None:
    assert len(client.get("/contact/", date_updated__gte="2030-01-01")["data"]) == 9


def test_opportunities_take_filters_and_an_order(client: Client) -> None:
    query = {"date_updated__gte": "2025-03-03T13:00:00", "_order_by": "date_updated"}

    page = client.get("/opportunity/", **query)

    stamps = [row["date_updated"] for row in page["data"]]
    assert (stamps, min(stamps) >= "2025-03-03T13") == (sorted(stamps), True)
    assert page["count_by_value_period"].keys() <= {"one_time", "monthly", "annual"}


def test_a_long_filter_may_be_posted(client: Client) -> None:
    headers = {**client.headers, "x-http-method-override": "GET"}
    posting = Client(client.pool, client.url, {}, headers)

    assert len(posting.post("/lead/", {"_params": {"_limit": 2}})["data"]) == 2


def test_a_search_without_a_type_mixes_them(client: Client) -> None:
    found = client.post("/data/search/", {"query": {"type": "and", "queries": []}, "_limit": 200})

    assert {row["__object_type"] for row in found["data"]} >= {"lead", "contact", "activity.note"}


def test_a_search_gives_custom_values_flat_and_a_contact_its_lead(client: Client) -> None:
    leads = client.post("/data/search/", question("lead", _fields={"lead": ["custom"]}))["data"]
    contacts = client.post("/data/search/", question("contact"))["data"]

    assert leads[0][f"custom.{field_id(3)}"] == ["DACH", "Nordics"]
    assert sorted(contacts[0]) == ["__object_type", "id", "lead_id"]


def test_a_cursor_goes_on_and_expires(client: Client, crm: Close) -> None:
    first = client.post("/data/search/", question("lead"))
    crm.switches = Switches(cursor_calls=0)

    second = client.post("/data/search/", question("lead", cursor=first["cursor"]))
    third = client.call(
        "POST", "/data/search/", body='{"query":{"type":"and","queries":[]},"cursor":"old"}'
    )

    assert {row["id"] for row in first["data"]}.isdisjoint({row["id"] for row in second["data"]})
    assert third.json()["field-errors"] == {"cursor": "Invalid or expired cursor."}


def test_the_log_takes_allowed_filters_only(client: Client) -> None:
    assert client.call("GET", "/event/", action="deleted").status == 400
    assert client.call("GET", "/event/", object_type="lead").status == 400
    assert client.call("GET", "/event/", object_type="lead", action="deleted").status == 200
    assert client.call("GET", "/event/", _limit="51").status == 400


def test_the_log_pages_both_ways_newest_first(client: Client, crm: Close) -> None:
    crm.store.remove("contact", made_id("contact", 20))
    crm.store.remove("contact", made_id("contact", 40))

    first = client.get("/event/", _limit="1")
    second = client.get("/event/", _limit="1", _cursor=first["cursor_next"])
    back = client.get("/event/", _limit="1", _cursor=second["cursor_previous"])

    assert [page["data"][0]["object_id"] for page in (first, second, back)] == [
        made_id("contact", 40), made_id("contact", 20), made_id("contact", 40),
    ]  # fmt: skip
    assert (second["cursor_next"], first["cursor_previous"]) == (None, None)


def test_a_cursor_of_the_log_takes_no_date(client: Client, crm: Close) -> None:
    crm.store.remove("lead", made_id("lead", 5))
    cursor = client.get("/event/", _limit="1")["cursor_next"]

    answer = client.call("GET", "/event/", _cursor=cursor, date_updated__gte="2020-01-01")

    assert answer.status == 400


def test_a_change_within_minutes_goes_into_the_same_event() -> None:
    clock = [datetime(2026, 5, 4, 9, 0, tzinfo=UTC)]
    store = Store(build_crm(leads=2), now=lambda: clock[0])
    store.put("lead", made_id("lead", 1), {"name": "One"})
    clock[0] += timedelta(minutes=4)
    store.put("lead", made_id("lead", 1), {"url": None})
    clock[0] += timedelta(minutes=6)
    store.put("lead", made_id("lead", 1), {"name": "Two"})

    assert [(event["changed_fields"], event["date_updated"]) for event in store.events] == [
        (["name", "url"], "2026-05-04T09:04:00.000000"),
        (["name"], "2026-05-04T09:10:00.000000"),
    ]


def test_a_change_of_a_child_moves_its_leads_stamp_without_an_event(crm: Close) -> None:
    crm.store.put("contact", made_id("contact", 20), {"title": "Owner"})

    with crm.store.held() as known:
        assert known.records["lead"][made_id("lead", 2)]["date_updated"] > "2026"
    assert [event["object_type"] for event in crm.store.events] == ["contact"]


def test_custom_keys_are_there_only_when_set(client: Client, crm: Close) -> None:
    crm.store.put("lead", made_id("lead", 1), {f"custom.{field_id(1)}": None})

    leads = {row["id"]: row for row in client.get("/lead/")["data"]}

    assert f"custom.{field_id(1)}" not in leads[made_id("lead", 1)]
    assert leads[made_id("lead", 1)]["custom"]["tier"] == "upper and lower case"
    assert [name for name in leads[made_id("lead", 4)] if name.startswith("custom.")] == []


def test_a_completed_task_has_no_contact_and_a_meeting_lies_ahead(client: Client) -> None:
    rows = client.get("/activity/")["data"]

    assert not [row for row in rows if row["_type"] == "TaskCompleted" and "contact_id" in row]
    assert [row["date_created"][:4] for row in rows if row["_type"] == "Meeting"] == ["2030"]


def test_a_list_of_one_type_has_no_other(client: Client) -> None:
    assert {row["_type"] for row in client.get("/activity/note/")["data"]} == {"Note"}


def test_switches_and_records_are_changed_over_http(client: Client) -> None:
    at_root = Client(client.pool, client.url.removesuffix(API), {}, client.headers)

    shown = at_root.post("/_sandbox/switches", {"page_cap": 1})
    wrong = at_root.call("POST", "/_sandbox/switches", '{"limits": {"leed": 1}}')
    at_root.post(f"/_sandbox/records/lead/{made_id('lead', 1)}", {"name": "Set"})

    assert (shown["page_cap"], wrong.status) == (1, 400)
    assert len(client.get("/lead/")["data"]) == 1
