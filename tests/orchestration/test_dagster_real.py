"""Real Dagster: its web server, its daemon and a worker, driven by GraphQL as its page does."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from orchestration.queue.jobs import Job
from orchestration.queue.reading import ALL, Wanted, attempts, find_by_run, newest
from orchestration.queue.table import INBOX, JOBS
from tests.orchestration.dagster_house import House, open_house, until

TERMINATE = """
    mutation($id: String!) { terminateRun(runId: $id) { __typename } }
"""
HEALTH = """
    { instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }
"""
RETRIES = """
    query($filter: RunsFilter!) { runsOrError(filter: $filter) {
        ... on Runs { results { runId status parentRunId stepKeysToExecute } } } }
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Everything, started once."""
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


def known(house: House, slug: str, url: str) -> str:
    """A new connection, which the daemon has made a partition of."""
    house.connect(slug, url)
    until(lambda: slug in house.partitions())
    return slug


def job_of(house: House, run_id: str) -> Job:
    """The job that a run belongs to."""
    found = find_by_run(house.place.store, run_id)
    assert found is not None
    return found


def is_started(house: House, run_id: str) -> bool:
    """Whether a worker is at the run."""
    return house.status(run_id) == "STARTED"


def test_a_run_launched_in_the_page_is_executed_by_a_worker(house: House) -> None:
    slug = known(house, "umber_page", house.agency_url)

    run_id = house.launch(slug)

    assert house.ended(run_id) == "SUCCESS"
    done = until(lambda: job if (job := job_of(house, run_id)).state == "completed" else None)
    assert (done.connection, done.lane, done.trigger, done.owner) == (
        "umber_page", "urgent", "dagster", "umber",
    )  # fmt: skip
    assert done.result is not None
    assert done.result["records"] > 0


def test_a_schedule_queues_one_job_per_connection_and_says_so(house: House) -> None:
    tick = until(
        lambda: next(
            (one for one in house.ticks("talent_snapshot_nowrepblue_schedule")
             if one["status"] == "SKIPPED"), None,
        )
    )  # fmt: skip

    [job, *_others] = newest(house.place.store, Wanted(connection="umber_one"))
    assert "snapshot of umber_one" in tick["skipReason"]
    assert (job.operation, job.trigger, job.lane, job.state) == (
        "snapshot", "schedule", "pull", "queued",
    )  # fmt: skip


def test_a_received_webhook_becomes_a_job(house: House) -> None:
    values = {
        "connection": "umber_one", "received_at": datetime.now(UTC), "body": {"id": 1},
        "state": "received",
    }  # fmt: skip
    query = sa.select(INBOX.c.state, INBOX.c.job_id)
    with house.place.store.begin() as store:
        store.execute(sa.insert(INBOX).values(values))

    def handled() -> tuple[str, str] | None:
        with house.place.store.connect() as store:
            row = store.execute(query).one()
        return (str(row.state), str(row.job_id)) if row.state != "received" else None

    state, job_id = until(handled)
    assert state == "handled"
    assert job_id in {job.id for job in newest(house.place.store, ALL)}


def test_a_cancelled_run_ends_as_cancelled_and_frees_its_connection(house: House) -> None:
    slug = known(house, "umber_cancelled", house.silent_url)
    run_id = house.launch(slug)
    until(lambda: is_started(house, run_id))

    house.ask(TERMINATE, id=run_id)

    assert house.ended(run_id) == "CANCELED"
    until(lambda: job_of(house, run_id).state == "cancelled")
    house.connect(slug, house.agency_url)
    assert house.ended(house.launch(slug)) == "SUCCESS"


def test_a_run_whose_worker_is_killed_is_retried_to_its_end(house: House) -> None:
    slug = known(house, "umber_killed", house.silent_url)
    run_id = house.launch(slug)
    until(lambda: is_started(house, run_id))

    house.kill("worker")
    house.connect(slug, house.agency_url)
    house.start("worker")
    until(lambda: job_of(house, run_id).state == "queued")
    with house.place.store.begin() as store:
        store.execute(sa.update(JOBS).where(JOBS.c.state == "queued", JOBS.c.connection == slug)
                      .values(due_at=datetime.now(UTC)))  # fmt: skip

    assert house.ended(run_id) == "FAILURE"
    job = until(lambda: one if (one := job_of(house, run_id)).state == "completed" else None)
    first, second = attempts(house.place.store, job.id)
    [retry] = house.ask(RETRIES, filter={"runIds": [second.run_id]})["runsOrError"]["results"]
    assert (first.outcome, second.outcome) == ("crashed", "completed")
    assert (retry["status"], retry["parentRunId"]) == ("SUCCESS", run_id)


def test_a_daemon_that_was_killed_goes_on_when_it_is_started_again(house: House) -> None:
    until(lambda: house.ticks("webhooks"))

    house.kill("daemon")
    killed_at = datetime.now(UTC).timestamp()
    house.start("daemon")
    until(lambda: house.ticks("webhooks")[0]["timestamp"] > killed_at)

    daemons = house.ask(HEALTH)["instance"]["daemonHealth"]["allDaemonStatuses"]
    assert [one["daemonType"] for one in daemons if one["required"] and not one["healthy"]] == []
    assert [job.id for job in newest(house.place.store, Wanted(state="running"))] == []
