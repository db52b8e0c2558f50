"""Current RMS synced over HTTP, by a worker: what is answered, and what is served then."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import dagster as dg
import pytest
import urllib3

from extract.kit.sync import utc_now
from orchestration.defs.runs import Runner
from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import newest
from orchestration.service.app import create_app
from orchestration.service.settings import Settings
from sandbox.faults import Fault
from sandbox.serving import serve
from tests.extract.hires import put_many
from tests.orchestration.dagster_house import until
from tests.orchestration.listening.mirror import Mirror
from tests.orchestration.service.asking import ADMIN, TRUST, VIEWER, Answer, Asking

INITIAL, INCREMENTAL, STATUS = (f"/api/sync/{one}" for one in ("initial", "incremental", "status"))

MADE = dg.DagsterEventType.ASSET_MATERIALIZATION


@dataclass
class Worker:
    """The mirror with the service before it and the runner of its jobs."""

    mirror: Mirror
    asking: Asking
    runner: Runner

    def asked(self, path: str) -> Answer:
        """The answer to a call whose job a worker does meanwhile."""
        with ThreadPoolExecutor(1) as caller:
            answer = caller.submit(self.asking.post, path, None, ADMIN)
            self.work()
            return answer.result()

    def work(self) -> str:
        """Does the next job; the id of its run."""
        queue = Queue(self.mirror.place.store, now=lambda: utc_now() + timedelta(hours=1))
        job = until(lambda: queue.claim("tester"))
        ran = self.runner.execute(job, lambda run_id: queue.tie(job, run_id))
        if ran.state == "completed":
            queue.complete(job, ran.result)
        else:
            queue.fail(job, Failure(ran.error or "", result=ran.result))
        return ran.run_id


@pytest.fixture
def worker(mirror: Mirror) -> Iterator[Worker]:
    """A service that waits for as long as a build takes."""
    runner = Runner(mirror.place)
    patient = Settings(TRUST, seconds=900)
    with serve(create_app(mirror.place, patient)) as served, urllib3.PoolManager() as pool:
        yield Worker(mirror, Asking(served.url, pool), runner)
    runner.instance.dispose()
    mirror.yard.faults.clear()


def test_a_sync_that_is_asked_for_is_waited_for_and_told(worker: Worker, mirror: Mirror) -> None:
    never = worker.asking.get(STATUS, ADMIN)
    put_many(mirror.yard, [1053, 1054], subject="Asked for")
    mirror.yard.sender.waiting.clear()

    changes = worker.asked(INCREMENTAL)
    served = mirror.subjects()[1053]
    whole = worker.asked(INITIAL)

    assert (never.status, never.json["type"]) == (404, "urn:syncline:problem:never-synced")
    assert (changes.status, changes.json["success"], served) == (200, True, "Asked for")
    assert changes.json["recordsSynced"] >= 2
    assert (whole.status, whole.json["success"], whole.json["recordsFailed"]) == (200, True, 0)
    assert whole.json["recordsSynced"] == len(mirror.rows())
    assert sorted(whole.json) == ["duration", "recordsFailed", "recordsSynced", "success", "syncId"]


def test_a_model_that_waits_for_a_build_is_named(worker: Worker, mirror: Mirror) -> None:
    put_many(mirror.yard, [1055], subject="Told by a webhook")
    mirror.yard.sender.waiting.clear()
    told = JobRequest("incremental", "rentals", "current_rms", "hire", "hire", "webhook")
    Queue(mirror.place.store).put(told)

    run_id = worker.work()
    said = worker.asking.get(STATUS, VIEWER).json
    made = worker.runner.instance.all_logs(run_id, of_type=MADE)

    assert mirror.subjects()[1055] == "Told by a webhook"
    assert (said["success"], said["waitingForBuild"]) == (True, ["opportunity_history"])
    about = [one.asset_materialization.metadata for one in made if one.asset_materialization]
    assert {one["waiting_for_build"].value for one in about} == {"opportunity_history"}
    assert "Not counted yet in opportunity_history" in "".join(
        str(one) for one in worker.runner.instance.all_logs(run_id)
    )


def test_a_sync_that_fails_says_why_and_can_be_asked_again(worker: Worker, mirror: Mirror) -> None:
    mirror.yard.faults.add(Fault(kind="status", path="/opportunities", status=503, times=None))
    failed = worker.asked(INCREMENTAL)
    stands = worker.asking.get(STATUS, VIEWER)
    mirror.yard.faults.clear()

    again = worker.asked(INCREMENTAL)

    assert (failed.status, failed.json["success"], stands.json["success"]) == (200, False, False)
    assert "HTTP 503" in failed.json["error"]
    assert (again.status, again.json["success"]) == (200, True)


def test_another_account_has_to_be_named(worker: Worker, mirror: Mirror) -> None:
    file = mirror.place.home / "connections.toml"
    before = file.read_text()
    file.write_text(before + before.replace("connections.hire", "connections.other"))

    unnamed = worker.asking.post(INCREMENTAL, None, ADMIN)
    nobody = worker.asking.get(f"{STATUS}?connection=third", ADMIN)

    file.write_text(before)
    assert (unnamed.status, unnamed.json["type"]) == (422, "urn:syncline:problem:which-connection")
    assert (nobody.status, nobody.json["type"]) == (404, "urn:syncline:problem:not-configured")


def test_who_only_looks_syncs_nothing(worker: Worker, mirror: Mirror) -> None:
    before = len(newest(mirror.place.store))

    answers = [worker.asking.post(path, None, VIEWER).status for path in (INITIAL, INCREMENTAL)]

    assert (answers, len(newest(mirror.place.store))) == ([403, 403], before)
