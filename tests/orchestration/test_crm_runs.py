"""Syncs of a Resources Centre as a worker makes them: what each resource brought, what failed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from extract.kit.sync import utc_now
from orchestration.defs.runs import Runner
from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.outcome import Ran
from orchestration.queue.queue import Queue
from push.kit.plans import Plans
from tests.orchestration.conftest import empty_target
from tests.orchestration.offices import NOTHING, SLUG, Office, office

REQUEST = JobRequest("snapshot", "crm", "resources_centre", SLUG, "events")
PLAN = replace(REQUEST, operation="plan", requested_by="Ada Umber")
PUSH = replace(REQUEST, operation="push")


@dataclass
class Works:
    """An office with a runner of its jobs."""

    office: Office
    runner: Runner

    def run(self, request: JobRequest = REQUEST) -> Ran:
        """What became of a new sync, or of another job."""
        Queue(self.office.place.store).put(request)
        return self.attempt()

    def attempt(self) -> Ran:
        """What became of the next attempt, as the queue keeps it; it does not wait for its time."""
        queue = Queue(self.office.place.store)
        later = Queue(self.office.place.store, now=lambda: utc_now() + timedelta(hours=1))
        job = later.claim("tester")
        assert job is not None
        ran = self.runner.execute(job, lambda run_id: queue.tie(job, run_id))
        if ran.state == "completed":
            queue.complete(job, ran.result)
        else:
            queue.fail(job, Failure(ran.error or "", result=ran.result))
        return ran


@pytest.fixture(scope="module", params=["duckdb"])
def works(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Works]:
    """One of them for all tests: the second run of a process is the quick one."""
    home = tmp_path_factory.mktemp("works")
    with office(home, empty_target(request.param, home, request)) as opened:
        runner = Runner(opened.place)
        yield Works(opened, runner)
        runner.instance.dispose()


def test_one_resource_that_fails_leaves_the_others_served_and_is_tried_again(
    works: Works,
) -> None:
    first = works.run()
    works.office.edit("1", "CEO")
    works.office.centre.switch(faults={"organizers": "page_500"})
    works.office.centre.store.put("sponsors", "1", {"tier": "silver"})
    broken = works.run()
    served = works.office.rows(
        "select tier, title from crm.sponsors_current as sponsor "
        "inner join crm.speakers_current as speaker using (external_id) where external_id = '1'"
    )
    works.office.centre.switch(faults={})
    again = works.attempt()

    assert (first.state, first.result["news"]["speakers"]) == (
        "completed", {"created": 12, "updated": 0, "errors": 0},
    )  # fmt: skip
    assert (broken.state, list(broken.result["failed"])) == ("failed", ["organizers"])
    assert "HTTP 500" in str(broken.error)
    assert broken.result["news"] == {
        "speakers": NOTHING,
        "organizers": {"created": 0, "updated": 0, "errors": 1},
        "sponsors": {"created": 0, "updated": 1, "errors": 0},
    }
    # The edit is served although nothing new came of the speakers.
    assert served == [("silver", "CEO")]
    assert (again.state, again.result["news"]) == (
        "completed", dict.fromkeys(("speakers", "organizers", "sponsors"), NOTHING),
    )  # fmt: skip


@pytest.mark.parametrize("works", ["duckdb", "postgres"], indirect=True)
def test_edits_go_back_as_a_person_saw_them_planned(works: Works) -> None:
    works.run()
    works.office.edit("1", "Chair")
    works.office.edit("2", "Chair")
    works.run()
    before = works.office.centre.store.rows("speakers")[1]["title"]

    planned = works.run(PLAN)
    in_between = works.office.centre.store.rows("speakers")[1]["title"]
    about = Plans(works.office.place.store).newest(SLUG)
    number = next(one.number for one in about if one.race == "speakers")
    sent = works.run(replace(PUSH, options={"race": "speakers", "plan": number}))

    assert (planned.error, planned.state, in_between) == (None, "completed", before)
    assert {one.race: (one.made_by, one.figures["update"]) for one in about[:3]} == {
        "speakers": ("Ada Umber", 2), "organizers": ("Ada Umber", 0), "sponsors": ("Ada Umber", 0),
    }  # fmt: skip
    assert (sent.error, sent.state, sent.result["records"]) == (None, "completed", 2)
    assert sent.result["stages"]["push/resources_centre"]["seal"] == "speakers: 2 of 2 match"
    assert works.office.centre.store.rows("speakers")[1]["title"] == "Chair"


def test_nothing_goes_back_unless_the_connection_says_so(works: Works) -> None:
    file = works.office.place.home / "connections.toml"
    before = file.read_text()
    file.write_text(before.replace("write_back = true", "write_back = false"))

    ran = works.run(PUSH)

    file.write_text(before)
    assert ran.state == "failed"
    assert "edits are not sent back, and nothing was" in str(ran.error)
