"""What a build leaves behind: the same rows each time, whatever the payload holds."""

import pytest

from tests.transform.landing import Load, Warehouse, registration

SERVED = "select * from race.unified_participants_v2 order by participant_key"
PLACE = (
    "select last_name, gender, state, country, bib_number, date_of_birth"
    " from race.unified_participants_v2"
)


def test_an_empty_warehouse_serves_empty_views(warehouse: Warehouse) -> None:
    warehouse.dbt("run", "--select", "marts")

    assert warehouse.query("select * from race.unified_participants_v2") == []
    assert warehouse.query("select * from race.unified_events") == []
    assert warehouse.query("select * from race.unified_results") == []
    assert warehouse.query("select * from ops.loads") == []


def test_a_second_build_changes_nothing(warehouse: Warehouse) -> None:
    people = [(str(number), registration(f"Runner {number}")) for number in range(20)]
    Load("1.1", "participants", people).land(warehouse)

    warehouse.dbt("run", "--select", "unified_participants")
    first = warehouse.query(SERVED)
    warehouse.dbt("run", "--select", "unified_participants")

    assert len(first) == 20
    assert warehouse.query(SERVED) == first


@pytest.mark.parametrize(
    ("fields", "served"),
    [
        ({"bib_num": "VIP-7"}, ("Okafor", "female", "VA", "US", "VIP-7", None)),
        ({"bib_num": 12, "user": "?"}, (None, None, None, None, "12", None)),
        (
            {"user": {"last_name": "PeÃ±a", "dob": "1990-02-30", "address": {"state": "Kenya"}}},
            ("Peña", None, None, "KE", None, None),
        ),
    ],
)
def test_an_odd_record_is_served_all_the_same(
    warehouse: Warehouse, fields: dict[str, object], served: tuple[object, ...]
) -> None:
    Load("1.1", "participants", [("1", registration("Okafor", **fields))]).land(warehouse)

    warehouse.dbt("run", "--select", "unified_participants")

    assert warehouse.query(PLACE) == [served]


def test_a_warehouse_of_an_earlier_version_gets_the_columns_that_it_lacks(
    warehouse: Warehouse,
) -> None:
    dependents = "" if warehouse.engine == "duckdb" else " cascade"
    Load("1.1", "participants", [("1", registration("Okafor"))]).land(warehouse)
    warehouse.execute(
        [
            (f"alter table raw_runsignup.loads drop column removed_count{dependents}", ()),
            (f"alter table ops.flips drop column load_ids{dependents}", ()),
        ]
    )

    # with the views that PostgreSQL has dropped with the columns
    warehouse.dbt("run", "--select", "stg_runsignup__loads+,config.materialized:view")

    assert warehouse.query("select count(load_ids) from ops.flips") == [(0,)]
    landed = "select landed_count, removed_count from raw_runsignup.loads"
    assert warehouse.query(landed) == [(1, None)]
