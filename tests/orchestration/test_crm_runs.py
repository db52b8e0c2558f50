"""Syncs of a Resources Centre as a worker and as the command makes them: the same figures."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import tomlkit

from extract.kit.destination import open_warehouse
from extract.kit.sync import SyncOptions
from orchestration.defs.runs import Runner
from orchestration.direct.serving import SyncServed, sync_and_serve
from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.outcome import Ran
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace
from sandbox.resources_centre.app import API_KEY, ResourcesCentre
from sandbox.serving import serve
from tests.orchestration.conftest import empty_target

SLUG = "harbor_centre"
REQUEST = JobRequest("snapshot", "crm", "resources_centre", SLUG, "events")
NOTHING = {"created": 0, "updated": 0, "errors": 0}


@dataclass
class Office:
    """An events team's workplace with its centre's server, and a runner of its jobs."""

    place: Workplace
    centre: ResourcesCentre
    runner: Runner
    queue: Queue

    def run(self) -> Ran:
        """What became of the next attempt at a sync."""
        self.queue.put(REQUEST)
        return self.attempt()

    def attempt(self) -> Ran:
        """What became of the attempt that is due, as the queue keeps it."""
        job = self.queue.claim("tester")
        assert job is not None
        ran = self.runner.execute(job, lambda run_id: self.queue.tie(job, run_id))
        if ran.state == "completed":
            self.queue.complete(job, ran.result)
        else:
            self.queue.fail(job, Failure(ran.error or "", result=ran.result))
        return ran

    def sync(self) -> SyncServed:
        """A sync by the command, by the name of its provider."""
        return sync_and_serve(self.place, "resources_centre", SyncOptions())

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of one query."""
        with open_warehouse(self.place.target) as warehouse:
            return warehouse.fetch(sql)


@pytest.fixture(scope="module")
def one_office(
    engine: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Office]:
    """One of them for all tests on an engine: the second run of a process is the quick one."""
    home: Path = tmp_path_factory.mktemp(f"office-{engine}")
    centre = ResourcesCentre()
    with ExitStack() as held:
        url = held.enter_context(serve(centre.app)).url
        settings = {"base_url": url, "retry": {"attempts": 2, "first": 0.0, "longest": 0.0}}
        entry = {
            "provider": "resources_centre", "owner": "events", "settings": settings,
            "secrets": {"api_key": API_KEY},
        }  # fmt: skip
        (home / "connections.toml").write_text(tomlkit.dumps({"connections": {SLUG: entry}}))
        place = Workplace(home, empty_target(engine, home, request), {})
        runner = Runner(place)
        yield Office(place, centre, runner, Queue(place.store))
        runner.instance.dispose()
        place.store.dispose()


@pytest.fixture(scope="module")
def office(one_office: Office) -> Office:
    """That one once its first sync has been served."""
    first = one_office.run()
    assert first.result["news"] == {
        "speakers": {"created": 12, "updated": 0, "errors": 0},
        "organizers": {"created": 5, "updated": 0, "errors": 0},
        "sponsors": {"created": 6, "updated": 0, "errors": 0},
    }
    assert (first.state, "crm" in first.result["flipped"]) == ("completed", True)
    return one_office


def test_a_second_sync_creates_and_updates_nothing(office: Office) -> None:
    ran = office.run()

    assert (ran.state, ran.result["news"]) == (
        "completed", dict.fromkeys(("speakers", "organizers", "sponsors"), NOTHING),
    )  # fmt: skip


def test_the_command_has_the_same_figures_and_serves(office: Office) -> None:
    office.centre.store.put("speakers", "2", {"title": "CFO"})
    office.centre.store.put("speakers", "90", {"name": "Nia Vell"})

    done = office.sync()

    news = {one.entity: (one.added, one.changed) for one in done.pulled.entities}
    assert news == {"speakers": (1, 1), "organizers": (0, 0), "sponsors": (0, 0)}
    assert office.rows("select title from crm.speakers_current where external_id = '2'") == [
        ("CFO",)
    ]


def test_an_edit_is_served_although_nothing_new_came(office: Office) -> None:
    office.rows("insert into crm_edits.speakers (external_id, title, updated_at) "
                "values ('1', 'CEO', '2099-01-01 00:00:00+00') returning 1")  # fmt: skip

    office.run()

    rows = office.rows(
        "select title, source_title, won_by from crm.speakers_current where external_id = '1'"
    )
    assert rows == [("CEO", "Head of Data", "crm")]


def test_one_resource_that_fails_leaves_the_others_served_and_is_tried_again(
    office: Office,
) -> None:
    office.centre.switch(faults={"organizers": "page_500"})
    office.centre.store.put("sponsors", "1", {"tier": "silver"})

    broken = office.run()
    office.centre.switch(faults={})
    again = office.run()

    assert (broken.state, list(broken.result["failed"])) == ("failed", ["organizers"])
    assert broken.result["news"]["organizers"] == {"created": 0, "updated": 0, "errors": 1}
    assert broken.result["news"]["sponsors"] == {"created": 0, "updated": 1, "errors": 0}
    assert office.rows("select tier from crm.sponsors_current where external_id = '1'") == [
        ("silver",)
    ]
    assert (again.state, again.result["news"]["organizers"]) == ("completed", NOTHING)


def test_an_empty_list_waits_for_consent(office: Office) -> None:
    speakers = office.centre.store.rows("speakers")
    office.centre.faults.clear()
    with office.centre.store.held() as records:
        records["speakers"].clear()

    ran = office.run()

    with office.centre.store.held() as records:
        records["speakers"].extend(speakers)
    assert (ran.state, ran.is_final) == ("failed", True)
    assert "was read and is empty" in str(ran.error)
    assert office.rows("select count(*) from crm.speakers_current where is_missing") == [(0,)]
