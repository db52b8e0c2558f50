"""What the crm domain serves of a Resources Centre and of the CRM's edits, on both engines."""

from collections.abc import Iterator

import pytest

from extract.kit.destination import Target, open_warehouse
from sandbox.resources_centre.app import ResourcesCentre
from sandbox.serving import serve
from tests.extract.centres import centre_account
from tests.transform.crm_writes import dice, expected, land
from tests.transform.landing import Warehouse

SELECTED = "staging.resources_centre staging.crm_edits intermediate.crm marts.crm"
EDITS = (
    "insert into crm_edits.speakers (external_id, title, bio, updated_at) values"
    " ('1', 'CEO', '', '2099-01-01 00:00:00+00'), ('2', 'Old', null, '2020-01-01 00:00:00+00'),"
    " (null, 'By hand', null, '2099-01-01 00:00:00+00'),"
    " ('404', 'Nobody', null, '2026-01-02 00:00:00+00'), ('404', 'Nobody', null, null)"
)
RENAMED = (
    "insert into crm_edits.organizers (external_id, name, updated_at) values"
    " ('5', 'Hexley Cloud Congress 2', '2099-01-01 00:00:00+00')"
)


@pytest.fixture(scope="module")
def served(built_warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse with three loads of a centre and edits, the domain built, tested and flipped."""
    load_thrice(built_warehouse.target)
    built_warehouse.query(f"{EDITS} returning 1")
    built_warehouse.query(f"{RENAMED} returning 1")
    built_warehouse.dbt("build", "--select", *SELECTED.split())
    yield built_warehouse
    built_warehouse.empty("raw_resources_centre")
    built_warehouse.empty("crm_edits")


def load_thrice(target: Target) -> None:
    """Lands a centre whole, then without one speaker, then with two names swapped."""
    app = ResourcesCentre()
    with serve(app.app) as server, open_warehouse(target) as warehouse:
        account = centre_account(app, server)
        account.sync(warehouse)
        app.store.remove("speakers", "3")
        account.sync(warehouse)
        app.store.swap_names("sponsors", "1", "2")
        app.switch(times="naive", unset="absent", list_key="data")
        account.sync(warehouse)


def test_an_edit_that_is_newer_wins_and_the_sources_values_stand_beside(
    served: Warehouse,
) -> None:
    rows = served.query(
        "select external_id, title, source_title, bio, source_bio, company, won_by, edited_fields "
        "from crm.speakers_current where external_id in ('1', '2') order by external_id"
    )

    assert rows == [
        ("1", "CEO", "Head of Data", None, "Speaks, 1.", "Cobalt Freight", "crm", "title, bio"),
        ("2", "Head of Data", "Head of Data", "Speaks, 2.", "Speaks, 2.", "Hexley Cloud",
         "source", None),
    ]  # fmt: skip


def test_every_record_is_served_once_with_its_source(served: Warehouse) -> None:
    [found] = served.query(
        "select count(*), count(distinct id), count(source_hash), count(source_updated_at), "
        "min(id), count(*) filter (where won_by = 'crm') from crm.speakers_current"
    )

    assert found == (12, 12, 12, 12, "demo_resources_centre-1", 1)


def test_what_is_gone_upstream_stays_with_the_time(served: Warehouse) -> None:
    rows = served.query(
        "select speaker.external_id, speaker.is_missing, "
        "speaker.missing_since = (select started_at from raw_resources_centre.loads "
        "where entity = 'speakers' order by _dlt_load_id limit 1 offset 1) "
        "from crm.speakers_current as speaker where speaker.missing_since is not null"
    )

    assert rows == [("3", True, True)]


def test_swapped_names_are_two_records_still(served: Warehouse) -> None:
    rows = served.query(
        "select external_id, name from crm.sponsors_current where external_id in ('1', '2') "
        "order by external_id"
    )

    assert rows == [("1", "Hexley Cloud 2"), ("2", "Cobalt Freight 1")]


def test_names_that_collide_are_kept_apart_and_listed(served: Warehouse) -> None:
    listed = served.query(
        "select entity, external_id, name, place, record_count from crm.name_collisions "
        "order by place"
    )
    flagged = served.query(
        "select external_id from crm.organizers_current where has_name_collision "
        "order by external_id"
    )

    name = "Hexley Cloud Congress 2"
    assert listed == [("organizers", "2", name, 1, 2), ("organizers", "5", name, 2, 2)]
    assert flagged == [("2",), ("5",)]


def test_edits_of_no_record_are_listed(served: Warehouse) -> None:
    listed = served.query(
        "select entity, connection, external_id, reason, edit_count, "
        "cast(last_edited_at as date)::text from crm.unplaced_edits"
    )

    assert listed == [("speakers", None, "404", "unknown_id", 2, "2026-01-02")]


def test_a_form_reads_its_options_in_order(served: Warehouse) -> None:
    organizers = served.query(
        "select label from crm.event_form_options where kind = 'organizer' order by position"
    )
    speakers = served.query(
        "select value, label, is_missing from crm.event_form_options where kind = 'speaker' "
        "order by position limit 3"
    )

    assert organizers == [
        ("Cobalt Freight Forum 1",), ("Hexley Cloud Congress 2 (2)",),
        ("Hexley Cloud Congress 2 (5)",), ("Ledgerline Summit 4",), ("Northgate Roundtable 3",),
    ]  # fmt: skip
    assert speakers == [
        ("Aiko Trennick", "Aiko Trennick, Head of Data, Hexley Cloud", False),
        ("Ingrid Harcastle", "Ingrid Harcastle, Head of Data, Cobalt Freight", False),
        ("Ingrid Trennick", "Ingrid Trennick, Head of Data, Northgate", True),
    ]


@pytest.mark.parametrize("seed", [7])
def test_the_last_write_wins_whatever_was_written_when(served: Warehouse, seed: int) -> None:
    records = dice(seed, 300)
    land(served, "dice", records)

    served.dbt("run", "--select", "int_crm__speakers_resolved")

    rows = served.query(
        "select external_id, name, title, company, bio, won_by "
        "from intermediate.int_crm__speakers_resolved where connection = 'dice'"
    )
    assert sorted(rows, key=str) == sorted(map(expected, records), key=str)
    assert {"crm", "source"} == {row[-1] for row in rows}
