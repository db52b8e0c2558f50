"""What `syncline sync` makes of a provider that is served at once: changes, everything, a part."""

import json
from collections.abc import Iterator

import pytest

from extract.kit.options import SyncOptions
from sandbox.faults import Fault
from tests.orchestration.calling import call
from tests.orchestration.doomed import DIRECT, LANDING, killed_sync
from tests.orchestration.revenue import COMPLETE, CUSTOMERS, DESTINATION, Revenue, synced_once

NAME = "select name from revops.it_stripe_customers where customer_id = ?"
COUNT = "select count(*) from revops.it_stripe_customers"
GONE = """
    select record_key, reason from revops.deletions
    where entity = 'stripe_customers' and restored_at is null order by record_key
"""


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def revenue(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Revenue]:
    """The account after its first sync."""
    with synced_once(request, tmp_path_factory.mktemp("revenue")) as made:
        yield made


def test_changes_are_served_without_a_build(revenue: Revenue) -> None:
    revenue.books.store.edit("customers", "cus_sandbox00003", {"name": "Renamed"})

    code, said = revenue.answer("customer")

    served = {one["entity"]: one for one in said["served"]["changes"]}
    assert (code, said["served"]["build_due"]) == (0, None)
    assert served["stripe_customers"] == {
        "entity": "stripe_customers", "added": 0, "changed": 1, "deleted": 0, "unchanged": 0,
    }  # fmt: skip
    assert revenue.rows(NAME, "cus_sandbox00003") == [("Renamed",)]


def test_what_only_a_build_brings_up_to_date_is_named(revenue: Revenue) -> None:
    revenue.books.store.edit("products", "prod_archive", {"name": "Renamed"})
    before = revenue.answer("products")[1]["served"]["waiting_for_build"]
    revenue.books.store.cancel("sub_sandbox00008")

    _, said = revenue.answer("subscriptions")
    words = call(revenue.place, "sync", "it_stripe", DESTINATION, "subscriptions").stdout

    assert before == {"models": [], "group": "revops"}
    assert said["served"]["waiting_for_build"] == {"models": ["stripe_mrr"], "group": "revops"}
    assert "Not counted yet in stripe_mrr: " in words
    assert "syncline build --select +group:revops" in words


def test_one_entity_that_fails_leaves_the_others_served(revenue: Revenue) -> None:
    revenue.books.store.edit("customers", "cus_sandbox00004", {"name": "Served all the same"})
    revenue.books.faults.add(Fault(kind="status", path="/v1/charges", times=None))

    code, said = revenue.answer()

    revenue.books.faults.clear()
    assert code == 1
    assert [one.split(",")[1] for one in said["served"]["failures"]] == [" entity charges"]
    assert [one["entity"] for one in said["entities"]] == [
        "customers", "subscriptions", "invoices", "products", "plans",
    ]  # fmt: skip
    assert revenue.rows(NAME, "cus_sandbox00004") == [("Served all the same",)]


def test_a_provider_that_takes_no_key_is_asked_once(revenue: Revenue) -> None:
    revenue.books.faults.add(Fault(kind="status", path="/v1/customers", status=401, times=None))

    code, said = revenue.answer()

    revenue.books.faults.clear()
    assert (code, said["error"]) == (1, "AuthError")
    assert "entity customers" in said["message"]


def test_a_rehearsal_says_what_would_change_and_changes_nothing(revenue: Revenue) -> None:
    revenue.books.store.edit("customers", "cus_sandbox00005", {"name": "Not yet"})

    code, said = revenue.answer("customers", "--dry-run")

    assert (code, said["entities"][0]["changed"]) == (0, 1)
    assert revenue.rows(NAME, "cus_sandbox00005") != [("Not yet",)]


@pytest.mark.parametrize("entities", [(), ("customers",)])
def test_killed_anywhere_in_a_direct_sync_the_next_one_ends_it(
    revenue: Revenue, entities: tuple[str, ...]
) -> None:
    assert revenue.after_kills(DIRECT[1 + len(entities) :: 3], *entities) == ""


@pytest.mark.parametrize("entities", [(), ("customers",)])
def test_killed_in_a_full_sync_nothing_has_moved(
    revenue: Revenue, entities: tuple[str, ...]
) -> None:
    before, loads = revenue.rows(CUSTOMERS), revenue.rows(COMPLETE)
    revenue.books.store.edit("customers", "cus_sandbox00007", {"name": f"Half {entities}"})

    for_all = SyncOptions(full=True, entities=entities)
    killed_sync(revenue.there, LANDING[not entities], for_all)

    assert (revenue.rows(CUSTOMERS), revenue.rows(COMPLETE)) == (before, loads)


def test_a_full_sync_finds_what_is_gone_and_flips_all_at_once(revenue: Revenue) -> None:
    revenue.books.store.remove("customers", "cus_sandbox00001")
    before = revenue.rows(COUNT)[0][0]

    code, said = revenue.answer("--full")

    assert code == 0
    assert said["served"]["flips"][0].startswith("revops: flipped ")
    assert revenue.rows(COUNT) == [(before - 1,)]
    assert ("it_stripe-cus_sandbox00001", "no longer in the source") in revenue.rows(GONE)


def test_a_full_sync_of_which_one_entity_fails_moves_nothing(revenue: Revenue) -> None:
    before = revenue.rows("select max(_dlt_load_id) from raw_stripe.loads")
    revenue.books.store.edit("customers", "cus_sandbox00006", {"name": "Half a sync"})
    revenue.books.faults.add(Fault(kind="status", path="/v1/plans", times=None))

    code, said = revenue.answer("--full")

    revenue.books.faults.clear()
    assert code == 1
    assert "entity plans" in said["message"]
    assert revenue.rows(NAME, "cus_sandbox00006") != [("Half a sync",)]
    assert revenue.rows("select max(_dlt_load_id) from raw_stripe.loads") == before


def test_its_history_is_in_the_destination_and_the_own_warehouse_is_not_touched(
    revenue: Revenue,
) -> None:
    there = call(revenue.place, "--destination", "books", "history", "revops", "--json")

    assert len(json.loads(there.stdout)["flips"]) > 1
    assert not (revenue.place.home / "own.duckdb").exists()


def test_everything_or_what_changed_is_asked_for_and_not_both(revenue: Revenue) -> None:
    said = call(revenue.place, "sync", "it_stripe", "--full", "--since", "2026-11-01")

    assert said.exit_code == 2
    assert "give one of them" in said.stderr


def test_a_word_that_is_neither_entity_nor_destination_is_told_with_both(revenue: Revenue) -> None:
    said = call(revenue.place, "sync", "it_stripe", "bokks", "customers")

    assert said.exit_code == 1
    assert "It has customers, subscriptions" in said.stderr
    assert "Nor is there a destination bokks. Known: books." in said.stderr
