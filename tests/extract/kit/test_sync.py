"""One load: complete or invisible, counted, deduplicated, cleaned up after; on both engines."""

from datetime import timedelta

import psycopg
import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Target, Warehouse, open_warehouse
from extract.kit.errors import BadReply, ConfigError, Where
from extract.kit.spec import Entity, Held, Page, Provider, Reading
from extract.kit.sync import EntityReport, SyncOptions, sync
from extract.providers import PROVIDERS
from tests.extract import landed
from tests.extract.lists import (
    CONNECTION,
    NOON,
    TABLE,
    Head,
    Lists,
    connect,
    identify,
    page,
)

GONE = BadReply(Where("lists", "club", "people", "/people"), seen="half a list", todo="Ask.")


def synced(lists: Lists, warehouse: Warehouse, *, full: bool = False) -> EntityReport:
    """The report of one sync at noon."""
    chosen = SyncOptions(now=lambda: NOON, full=full)
    return sync(lists.provider(), CONNECTION, warehouse, chosen).entities[0]


def people(count: int) -> Page:
    """A page of so many people."""
    return page(*[b'{"id":%d,"at":1}' % number for number in range(count)])


def both(people: Lists, visits: Lists) -> Provider:
    """A provider of two entities that are always read whole."""
    entities = (
        Entity("people", Head, identify, people.read),
        Entity("visits", Head, identify, visits.read),
    )
    return Provider("lists", "Lists", "lists", (), entities, (), connect)


def test_a_record_lands_as_received(any_warehouse: Warehouse) -> None:
    row = '{"id":7,"at":3,"name":"Zoë","more":{"b":[1,2.50]}}'.encode()

    synced(Lists([page(row, context=b'{"race_id":1}')]), any_warehouse)

    found = any_warehouse.fetch(
        f"select connection, key, updated_at, deleted, delete_reason, extracted_at from {TABLE}"
    )
    assert found == [("club", "7", NOON + timedelta(minutes=3), False, None, NOON)]
    assert landed.payload(any_warehouse, TABLE, "7") == {
        "_context": {"race_id": 1},
        "id": 7,
        "at": 3,
        "name": "Zoë",
        "more": {"b": [1, 2.5]},
    }


def test_a_load_is_described(any_warehouse: Warehouse) -> None:
    report = synced(
        Lists([page(b'{"id":1,"at":3}', b'{"id":2}', b"null", b'{"id":2}')]), any_warehouse
    )

    columns = f"connection, owner, entity, mode, {landed.COUNTS}, repaired_count, note, started_at"
    assert landed.loads(any_warehouse, "lists", columns) == [
        ("club", "club_timing", "people", "full", 4, 2, 1, 1, 0, None, NOON)
    ]
    assert report.balances
    assert landed.visible(any_warehouse, TABLE) == 2


def test_a_reader_finds_what_earlier_loads_hold(any_warehouse: Warehouse) -> None:
    seen: list[Held] = []
    note = Lists(during=lambda reading: seen.extend(reading.held("people")))
    broken = Lists([page(b'{"id":3}')], failure=GONE)
    synced(Lists([page(b'{"id":1,"at":1}', b'{"id":2}')]), any_warehouse)
    synced(Lists([page(b'{"id":1,"at":2}', context=b'{"race":7}')]), any_warehouse)
    with pytest.raises(BadReply):
        synced(broken, any_warehouse)

    synced(note, any_warehouse)

    assert [(one.key, one.context, one.extracted_at) for one in sorted(seen)] == [
        ("1", {"race": 7}, NOON),
        ("2", {}, NOON),
    ]


def test_a_mended_row_lands_on_both_engines(any_warehouse: Warehouse) -> None:
    row = b'{"id":7,"a":"Jos\xe9","b":"x' + rb'\u0000y","c":"\ud83dz","d":"\ud83d\ude00"}'

    report = synced(Lists([page(row)]), any_warehouse)

    payload = landed.payload(any_warehouse, TABLE, "7")
    assert landed.fields(payload, "a", "b", "c", "d") == ("José", "xy", "\ufffdz", "😀")
    assert report.repaired == 1


def test_doubly_encoded_text_lands_untouched(any_warehouse: Warehouse) -> None:
    report = synced(Lists([page('{"id":7,"a":"JosÃ©"}'.encode())]), any_warehouse)

    assert landed.payload(any_warehouse, TABLE, "7")["a"] == "JosÃ©"
    assert report.repaired == 0


def test_rows_that_come_twice_land_once_and_the_newest_wins(any_warehouse: Warehouse) -> None:
    pages = [
        page(b'{"id":1,"at":5,"n":"old"}', b'{"id":2,"at":1}'),
        page(b'{"id":2,"at":1}', b'{"id":1,"at":9,"n":"new"}', b'{"id":1,"at":7,"n":"mid"}'),
    ]

    report = synced(Lists(pages), any_warehouse)

    assert landed.keys(any_warehouse, TABLE) == ["1", "2"]
    assert landed.payload(any_warehouse, TABLE, "1")["n"] == "new"
    assert (report.fetched, report.landed, report.deduplicated) == (5, 2, 3)


def test_a_row_that_cannot_be_read_is_kept_aside(any_warehouse: Warehouse) -> None:
    rows = page(b'{"id":1}', b'"corrupt"', b'{"name":"no key"}', place="race 3")

    report = synced(Lists([rows]), any_warehouse)

    found = any_warehouse.fetch(
        "select connection, entity, reason, payload, place from raw_lists.quarantine order by place"
    )
    assert found == [
        ("club", "people", "not_an_object", '"corrupt"', "race 3 row 2"),
        ("club", "people", "no_key", '{"name":"no key"}', "race 3 row 3"),
    ]
    assert (report.fetched, report.landed, report.quarantined) == (3, 1, 2)


def test_an_unreadable_page_does_not_stop_the_rest(any_warehouse: Warehouse) -> None:
    report = synced(Lists([page(b"null", b"[]"), page(b'{"id":1}')]), any_warehouse)

    assert (report.fetched, report.landed, report.quarantined) == (3, 1, 2)


@pytest.mark.parametrize("pages", [[], [page()], [page(), page()]])
def test_an_empty_entity_was_read_and_is_empty(any_warehouse: Warehouse, pages: list[Page]) -> None:
    synced(Lists(pages), any_warehouse)

    assert landed.loads(any_warehouse, "lists", f"entity, mode, {landed.COUNTS}") == [
        ("people", "full", 0, 0, 0, 0)
    ]


def test_an_entity_that_went_empty_is_a_full_load_of_nothing(any_warehouse: Warehouse) -> None:
    synced(Lists([people(3)]), any_warehouse)

    synced(Lists([page()]), any_warehouse, full=True)

    columns = "mode, fetched_count, landed_count, empty_allowed"
    assert landed.loads(any_warehouse, "lists", columns) == [
        ("full", 3, 3, False),
        ("full", 0, 0, False),
    ]
    assert landed.visible(any_warehouse, TABLE) == 3


def test_an_entity_of_which_no_row_can_be_read_is_not_empty(any_warehouse: Warehouse) -> None:
    synced(Lists([page(b"null", b"[]")]), any_warehouse)

    assert landed.loads(any_warehouse, "lists", f"mode, {landed.COUNTS}") == [("full", 2, 0, 0, 2)]


@pytest.mark.parametrize("pages", [[], [page()], [page(b'{"id":1}', b"null")]])
def test_an_entity_that_failed_writes_nothing(any_warehouse: Warehouse, pages: list[Page]) -> None:
    with pytest.raises(BadReply, match="half a list"):
        synced(Lists(pages, failure=GONE), any_warehouse)

    assert landed.tables(any_warehouse, "raw_lists") == {"people_json"}
    assert landed.value(any_warehouse, f"select count(*) from {TABLE}") == 0


def test_one_entity_that_failed_leaves_the_others_as_they_were(any_warehouse: Warehouse) -> None:
    good, bad = Lists([people(2)]), Lists([people(1)])
    provider = both(good, bad)
    sync(provider, CONNECTION, any_warehouse, SyncOptions())
    bad.failure, good.pages = GONE, [people(5)]

    with pytest.raises(BadReply, match="half a list"):
        sync(provider, CONNECTION, any_warehouse, SyncOptions())

    described = landed.loads(any_warehouse, "lists", "entity, mode, landed_count")
    assert described == [("people", "full", 2), ("visits", "full", 1)]
    assert landed.visible(any_warehouse, TABLE) == 2
    assert landed.visible(any_warehouse, "raw_lists.visits_json") == 1


def test_a_failed_load_leaves_nothing_visible(any_warehouse: Warehouse) -> None:
    synced(Lists([people(3)]), any_warehouse)

    with pytest.raises(BadReply, match="half a list"):
        synced(Lists([people(50), people(50)], failure=GONE), any_warehouse, full=True)

    assert landed.visible(any_warehouse, TABLE) == 3
    assert len(landed.loads(any_warehouse, "lists", "mode")) == 1


def test_a_tombstone_says_so(warehouse: Warehouse) -> None:
    lists = Lists([page(b'{"id":7}')])

    sync(lists.provider(tombstones=True), CONNECTION, warehouse, SyncOptions())

    assert warehouse.fetch(f"select key, deleted from {TABLE}") == [("7", True)]


def test_what_was_left_out_makes_a_load_incremental(warehouse: Warehouse) -> None:
    def leave_out(reading: Reading) -> None:
        reading.leave_out("race 3 left out")
        reading.upstream_total = 5

    report = synced(Lists([people(2)], during=leave_out), warehouse)

    columns = "mode, note, upstream_total, cursor_to"
    assert landed.loads(warehouse, "lists", columns) == [
        ("incremental", "race 3 left out", 5, None)
    ]
    assert report.cursor_to is None


def test_settings_for_other_pipelines_of_dlt_change_nothing(
    any_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHEMA__NAMING", "nobodys")

    assert synced(Lists([people(2)]), any_warehouse).landed == 2


def test_an_unknown_entity_is_named(warehouse: Warehouse) -> None:
    with pytest.raises(ConfigError, match=r"lists has no entity runners. It has people."):
        sync(Lists().provider(), CONNECTION, warehouse, SyncOptions(entities=("runners",)))


def test_a_bug_in_a_reader_is_shown_as_it_is(warehouse: Warehouse) -> None:
    with pytest.raises(ZeroDivisionError):
        synced(Lists(failure=ZeroDivisionError("oops")), warehouse)


def test_what_landed_is_known_to_the_planner_of_postgres(postgres_url: str) -> None:
    with open_warehouse(Target("postgres", postgres_url)) as warehouse:
        synced(Lists([people(30)]), warehouse)

        found = warehouse.fetch(f"select reltuples from pg_class where oid = '{TABLE}'::regclass")

    assert found == [(30.0,)]


def test_a_table_into_which_another_connection_lands_is_not_waited_for(postgres_url: str) -> None:
    with (
        open_warehouse(Target("postgres", postgres_url)) as warehouse,
        psycopg.connect(postgres_url) as other,
    ):
        synced(Lists([people(3)]), warehouse)
        other.execute(f"lock table {TABLE} in row exclusive mode".encode())
        warehouse.execute("set statement_timeout = '5s'")

        warehouse.ensure_raw_table("raw_lists", "people_json")

        found = warehouse.fetch("select count(*) from pg_indexes where tablename = 'people_json'")
    assert found == [(2,)]


def test_a_setting_that_cannot_be_used_is_named(warehouse: Warehouse) -> None:
    settings = {"retry": {"atempts": 3}}
    wrong = Connection("club", "runsignup", "club", settings, {"api_key": "k", "api_secret": "s"})

    with pytest.raises(ConfigError) as caught:
        sync(PROVIDERS["runsignup"], wrong, warehouse, SyncOptions())

    assert str(caught.value) == (
        "runsignup (connection club): a setting cannot be used: RetryPolicy.__init__() got an "
        "unexpected keyword argument 'atempts'. Correct it."
    )
