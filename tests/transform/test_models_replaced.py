"""What a build does with the views and tables that it finds in the place of its own."""

import pytest

from tests.transform.landing import Warehouse

VIEW, TABLE = "stg_runsignup__races", "int_race__events_unioned"
KIND = "select table_type from information_schema.tables where table_name = ?"
PLACES = pytest.mark.parametrize(
    ("schema", "model", "kind"),
    [("staging", VIEW, "VIEW"), ("intermediate", TABLE, "BASE TABLE")],
)


def test_what_somebody_built_on_a_view_survives_its_build(warehouse: Warehouse) -> None:
    warehouse.execute([(f"create view kept as select race_id from staging.{VIEW}", ())])

    warehouse.dbt("run", "--select", VIEW)

    assert warehouse.query("select count(race_id) from kept") == [(0,)]
    warehouse.execute([("drop view kept", ())])


def test_a_view_with_other_columns_is_replaced(warehouse: Warehouse) -> None:
    warehouse.execute(
        [
            (f"drop view staging.{VIEW} cascade", ()),
            (f"create view staging.{VIEW} as select 1 as something_else", ()),
        ]
    )

    warehouse.dbt("run", "--select", f"{VIEW}+", "--exclude", "config.materialized:versioned")

    assert warehouse.query(f"select count(race_id) from staging.{VIEW}") == [(0,)]


@PLACES
@pytest.mark.parametrize("found", ["view", "table"])
def test_a_model_takes_the_place_of_the_other_kind(
    warehouse: Warehouse, schema: str, model: str, kind: str, found: str
) -> None:
    place, current = f"{schema}.{model}", "table" if kind == "BASE TABLE" else "view"
    warehouse.execute(
        [
            (f"drop {current} {place} cascade", ()),
            (f"create {found} {place} as select 1 as something_else", ()),
        ]
    )

    warehouse.dbt("run", "--select", f"{model}+", "--exclude", "config.materialized:versioned")

    assert warehouse.query(KIND, [model]) == [(kind,)]
