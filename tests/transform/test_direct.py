"""A few changed records are served without a build, as the next build serves them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from extract.kit.destination import Warehouse, open_warehouse
from extract.kit.http import Session
from extract.kit.spec import Provider
from orchestration.direct.applying import Change, PatchRefused
from orchestration.direct.catching_up import CaughtUp, catch_up, catch_up_all
from tests.transform.flock_farm import Farm, load_id
from tests.transform.flock_versions import edited

STAGED = """
{{ config(materialized='view', schema='staging', contract={'enforced': false}) }}
select
    rows.connection, rows.key as lamb_id, rows.data ->> 'name' as name,
    rows.data ->> 'ewe' as ewe, rows._dlt_load_id
from ({{ current_rows(source('raw_feed', 'lambs_json'), 'feed', 'lambs') }}) as rows
where not rows.deleted
"""
SERVED = """
select
    lambs.connection || '-' || lambs.lamb_id as lamb_key, lambs.connection, lambs.lamb_id,
    lambs.name, lambs.ewe, lambs._dlt_load_id as load_id
from {{ ref('stg_lambs') }} as lambs
"""
DESCRIBED = """
models:
  - name: lambs
    description: One row per lamb.
    config:
      unique_key: lamb_key
      meta: {patched: {entity: lambs, key: lamb_id}}
    columns:
      - {name: lamb_key, data_type: text, data_tests: [unique]}
      - {name: connection, data_type: text}
      - {name: lamb_id, data_type: text}
      - {name: name, data_type: text}
      - {name: ewe, data_type: text}
      - {name: load_id, data_type: text}
"""
RAW = """
    create table raw_feed.lambs_json (
        connection text, key text, updated_at timestamptz, data {json}, content_hash text,
        deleted boolean, delete_reason text, extracted_at timestamptz, _dlt_load_id text
    )
"""
WITH_LAMBS = {"models/models.yml": {"{name: dogs_json},": "{name: dogs_json}, {name: lambs_json},"}}
ALL = "select lamb_id, name, ewe from farm.lambs order by lamb_key"
WHOLE = "select * from farm.lambs order by lamb_key"
RECORDED = "select row_count, load_ids from ops.sync_metadata where entity = 'lambs'"
DELETIONS = """
    select record_key, reason, restored_at is null from farm.deletions
    where entity = 'lambs' order by record_key
"""


def no_session(*_words: Any) -> Session:
    """Nothing: here nobody asks a provider."""
    raise AssertionError("a provider was asked")


FEED = Provider("feed", "Feed", "farm", (), (), (), no_session)
Land = Callable[..., None]


def land(farm: Farm, generation: int, lambs: dict[str, str | None], mode: str) -> None:
    """Lands a load of lambs by id: a name, or None for one that is gone."""
    for key, name in lambs.items():
        said = "null" if name is None else f'\'{{"name": "{name}", "ewe": "Ada"}}\''
        gone = "true, 'sold'" if name is None else "false, null"
        farm.run(f"""
            insert into raw_feed.lambs_json values
            ('meadow', '{key}', null, {said}, '{name}', {gone}, now(), '{load_id(generation)}')
        """)
    farm.enter(generation, entity="lambs", mode=mode, landed_count=len(lambs))


@pytest.fixture(scope="module")
def parsed() -> dict[str, list[Any]]:
    """What dbt made of the project, per engine, once it has."""
    return {}


@pytest.fixture
def lambing(farm: Farm, parsed: dict[str, list[Any]]) -> Farm:
    """A farm that serves three lambs, each of them a record."""
    changed = edited(farm, WITH_LAMBS)
    changed._parsed = parsed.setdefault(changed.target.engine, [])
    (changed.project / "models" / "stg_lambs.sql").write_text(STAGED)
    (changed.project / "models" / "lambs.sql").write_text(SERVED)
    (changed.project / "models" / "lambs.yml").write_text(DESCRIBED)
    changed.run(RAW.format(json="jsonb" if changed.target.engine == "postgres" else "json"))
    land(changed, 2, {"a": "Alma", "b": "Bela", "c": "Cleo"}, "full")
    assert changed.build().success
    return changed


def caught_up(farm: Farm, provider: Provider = FEED) -> CaughtUp:
    """What catching up with the meadow's loads gave."""
    with open_warehouse(farm.target) as warehouse:
        return catch_up(warehouse, provider, "meadow")


def test_changed_new_and_gone_records_are_served_at_once(lambing: Farm) -> None:
    land(lambing, 3, {"a": "Alma", "b": "Berta", "c": None, "d": "Dora"}, "incremental")

    caught = caught_up(lambing)

    assert caught == CaughtUp((Change("lambs", added=1, changed=1, deleted=1, unchanged=1),))
    assert lambing.run(ALL) == [("a", "Alma", "Ada"), ("b", "Berta", "Ada"), ("d", "Dora", "Ada")]
    assert lambing.run(DELETIONS) == [("meadow-c", "sold", True)]


def test_the_next_build_serves_the_same_rows(lambing: Farm) -> None:
    land(lambing, 3, {"b": "Berta", "c": None, "d": "Dora"}, "incremental")
    caught_up(lambing)
    served = lambing.run(WHOLE)

    built = lambing.build("--vars", "accept: true")

    assert built.success
    assert lambing.run(WHOLE) == served


def test_caught_up_again_nothing_changes(lambing: Farm) -> None:
    land(lambing, 3, {"b": "Berta"}, "incremental")
    caught_up(lambing)

    again = caught_up(lambing)

    assert again == CaughtUp()
    assert lambing.run(RECORDED) == [(3, '{"meadow": "000003"}')]


def test_a_record_that_comes_back_is_no_longer_a_deletion(lambing: Farm) -> None:
    land(lambing, 3, {"c": None}, "incremental")
    caught_up(lambing)
    land(lambing, 4, {"c": "Cleo"}, "incremental")

    caught = caught_up(lambing)

    assert caught.changes == (Change("lambs", added=1),)
    assert lambing.run(DELETIONS) == [("meadow-c", "sold", False)]


def test_a_load_that_is_not_complete_is_not_served(lambing: Farm) -> None:
    land(lambing, 3, {"b": "Berta"}, "incremental")
    lambing.run(f"delete from raw_feed._dlt_loads where load_id = '{load_id(3)}'")

    caught = caught_up(lambing)

    assert caught == CaughtUp()
    assert lambing.run(ALL)[1] == ("b", "Bela", "Ada")


def test_a_complete_load_that_is_short_is_left_to_a_build(lambing: Farm) -> None:
    land(lambing, 3, {"a": "Anna"}, "full")

    caught = caught_up(lambing)

    assert caught.build_due == ("lambs came with 1 records, 3 are served: a brake may be on.")
    assert lambing.run(ALL)[0] == ("a", "Alma", "Ada")


def test_what_another_version_built_is_left_to_a_build(lambing: Farm) -> None:
    lambing.run("update ops.patches set invocation_id = 'another'")
    land(lambing, 3, {"b": "Berta"}, "incremental")

    caught = caught_up(lambing)

    assert caught.build_due == "No build of it is served yet, or not by this version."


def test_a_key_that_would_come_twice_changes_nothing(lambing: Farm) -> None:
    lambing.run("""
        update ops.patches
        set steps = replace(steps, '|| lambs.lamb_id as', '|| ''x'' as')
    """)
    land(lambing, 3, {"b": "Berta", "d": "Dora"}, "incremental")

    with pytest.raises(PatchRefused, match="would be there twice"):
        caught_up(lambing)

    assert lambing.run(ALL)[1] == ("b", "Bela", "Ada")


def test_after_a_build_what_came_meanwhile_is_served_of_every_connection(lambing: Farm) -> None:
    land(lambing, 3, {"b": "Berta", "d": "Dora"}, "incremental")
    lambing.run('update ops.sync_metadata set load_ids = \'{"meadow": "000002"}\'')

    with open_warehouse(lambing.target) as warehouse:
        catch_up_all(warehouse, [FEED, replace(FEED, slug="none", is_served_at_once=True)])
        before = lambing_names(warehouse)
        catch_up_all(warehouse, [replace(FEED, is_served_at_once=True)])
        after = lambing_names(warehouse)

    assert before == ["Alma", "Bela", "Cleo"]
    assert after == ["Alma", "Berta", "Cleo", "Dora"]


def lambing_names(warehouse: Warehouse) -> list[str]:
    """The names that are served."""
    return [name for (name,) in warehouse.fetch("select name from farm.lambs order by lamb_key")]


def test_another_connections_loads_are_left_alone(lambing: Farm) -> None:
    land(lambing, 3, {"b": "Berta"}, "incremental")
    lambing.run("update raw_feed.lambs_json set connection = 'hill' where _dlt_load_id = '000003'")
    lambing.run("update raw_feed.loads set connection = 'hill' where _dlt_load_id = '000003'")

    caught = caught_up(lambing, replace(FEED, title="Hill"))

    assert caught == CaughtUp()
    assert lambing.run(ALL)[1] == ("b", "Bela", "Ada")


def test_a_connection_that_no_build_has_served_is_left_to_one(lambing: Farm) -> None:
    lambing.run('update ops.sync_metadata set load_ids = \'{"hill": "000002"}\'')
    land(lambing, 3, {"b": "Berta"}, "incremental")

    assert caught_up(lambing) == CaughtUp(build_due="No build has served meadow yet.")


def test_a_small_complete_load_is_served_with_what_it_lacks(lambing: Farm) -> None:
    land(lambing, 3, {"a": "Alma", "b": "Berta", "c": "Cleo", "d": "Dora"}, "full")
    caught_up(lambing)
    land(lambing, 4, {"a": "Alma", "c": "Cleo", "d": "Dina", "e": "Edda"}, "full")

    caught = caught_up(lambing)

    assert caught == CaughtUp((Change("lambs", added=1, changed=1, deleted=1, unchanged=2),))
    assert lambing.run(DELETIONS) == [("meadow-b", "no longer in the source", True)]
    assert lambing.run(
        "select load_id, landed_count from ops.served_loads where entity = 'lambs'"
    ) == [(load_id(4), 4)]
