"""The way of a Resources Centre by the commands: read, served with edits, and back again."""

from collections.abc import Iterator

import pytest

from extract.kit.errors import ConfigError
from extract.kit.sync import SyncOptions
from orchestration.building import FlipRefused
from orchestration.direct.serving import SyncServed, sync_and_serve
from orchestration.pushing import PushRequest, apply_plans, make_plans, verify_races
from tests.orchestration.conftest import empty_target
from tests.orchestration.offices import Office, office

TITLE = "select title, won_by from crm.speakers_current where external_id = '1'"
SEEN = (
    "select distinct load_ids::json ->> 'harbor_centre' from ops.sync_metadata "
    "where schema_name = 'crm'"
)
CENTRE = "resources_centre"
NOTHING = {"speakers": (0, 0), "organizers": (0, 0), "sponsors": (0, 0)}


@pytest.fixture(scope="module")
def harbor(
    engine: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Office]:
    """An office that has never synced."""
    home = tmp_path_factory.mktemp(f"office-{engine}")
    with office(home, empty_target(engine, home, request)) as opened:
        yield opened


def sync(harbor: Office) -> SyncServed:
    """A sync by the command, by the name of its provider."""
    return sync_and_serve(harbor.place, CENTRE, SyncOptions())


def news(done: SyncServed) -> dict[str, tuple[int, int]]:
    """How many records were created and updated, by resource."""
    return {one.entity: (one.added, one.changed) for one in done.pulled.entities}


def test_records_go_there_and_back(harbor: Office) -> None:
    first = sync(harbor)
    harbor.edit("1", "CEO")
    second = sync(harbor)
    edited = harbor.rows(TITLE)
    plans = make_plans(harbor.place, CENTRE)
    done = apply_plans(harbor.place, PushRequest("harbor_centre"))
    seals = verify_races(harbor.place, CENTRE)
    third = sync(harbor)

    assert news(first) == {"speakers": (12, 0), "organizers": (5, 0), "sponsors": (6, 0)}
    assert (news(second), edited) == (NOTHING, [("CEO", "crm")])
    assert [len(plan.updates) for plan in plans] == [1, 0, 0]
    assert [(one.sent, one.confirmed) for one in done] == [(1, 1), (0, 0), (0, 0)]
    assert [str(seal) for seal in seals] == ["1 of 1 match", "0 of 0 match", "0 of 0 match"]
    # The centre has the edit now, and has changed last.
    assert news(third) == {**NOTHING, "speakers": (0, 1)}
    assert harbor.rows(TITLE) == [("CEO", "source")]


def test_a_kind_of_record_that_is_not_there_is_told_in_words_of_records(harbor: Office) -> None:
    with pytest.raises(ConfigError) as raised:
        make_plans(harbor.place, CENTRE, race="talents")

    told = "connection harbor_centre takes edits of no 'talents'. It takes edits of speakers, "
    assert str(raised.value).startswith(told)


def test_unchanged_syncs_build_nothing_until_somebody_edits(harbor: Office) -> None:
    sync(harbor)
    quiet = [sync(harbor) for _ in range(6)]
    recorded = harbor.rows(SEEN)
    harbor.edit("2", "Chair")
    edited = sync(harbor)
    after = sync(harbor)

    assert [(one.is_served, one.flips, one.reason) for one in quiet] == [(True, (), None)] * 6
    assert recorded == [(quiet[-1].pulled.load_id,)]
    assert edited.reason == "What was edited beside it counts from a build on."
    assert (len(edited.flips), after.flips) == (1, ())


def test_an_empty_list_waits_for_consent(harbor: Office) -> None:
    speakers = harbor.centre.store.rows("speakers")
    with harbor.centre.store.held() as records:
        records["speakers"].clear()

    with pytest.raises(FlipRefused, match="was read and is empty"):
        sync(harbor)

    with harbor.centre.store.held() as records:
        records["speakers"].extend(speakers)
    assert harbor.rows("select count(*) from crm.speakers_current where is_missing") == [(0,)]
