"""Runs in this process as a worker makes them: flips, what is skipped, what is retried, secrets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg
import pytest
import sqlalchemy as sa
import tomlkit

from extract.kit.destination import Target, open_warehouse
from orchestration.building import BuildFailed, BuildReport, FlipRefused
from orchestration.defs import dbt, runs
from orchestration.defs.runs import Runner
from orchestration.lineage import keeping
from orchestration.queue.jobs import Failure, Job, JobRequest
from orchestration.queue.outcome import Ran
from orchestration.queue.queue import Queue
from orchestration.queue.table import JOBS
from orchestration.standing import stands
from orchestration.workplace import Workplace
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import serve

CANARY = "c4n4ry-5af3-token"
FLIPPED = "select group_name, entity, active_version from ops.sync_metadata"
SLUG = "umber_agency"


@dataclass
class Shop:
    """A runner over a small warehouse, and the queue that its jobs come from."""

    place: Workplace
    runner: Runner
    queue: Queue

    def run(self, request: JobRequest) -> Ran:
        """What became of a job's next attempt, as the queue keeps it."""
        job = self.queue.claim("tester") if self.queue.put(request) else None
        assert job is not None
        ran = self.runner.execute(job, lambda run_id: self.queue.tie(job, run_id))
        self.queue.complete(job, ran.result)
        return ran

    def connect(self, url: str) -> None:
        """Leads the connection to a server."""
        settings = {"base_url": url, "retry": {"attempts": 1}}
        entry = {"provider": "nowrepblue", "owner": "umber", "settings": settings}
        text = tomlkit.dumps({"connections": {SLUG: entry}})
        (self.place.home / "connections.toml").write_text(text)

    def made(self, run_id: str) -> dict[tuple[str, ...], Mapping[str, dg.MetadataValue]]:
        """What Dagster was told of each asset that a run has made."""
        records = self.runner.instance.all_logs(
            run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
        )
        made = [one.asset_materialization for one in records if one.asset_materialization]
        return {tuple(one.asset_key.path): one.metadata for one in made}

    def events(self, run_id: str) -> str:
        """All that Dagster has written down of a run."""
        return "\n".join(str(record) for record in self.runner.instance.all_logs(run_id))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One of them for all tests: the second run of a process is the quick one."""
    home = tmp_path_factory.mktemp("shop")
    env = {f"SYNCLINE_{SLUG.upper()}_TOKEN": CANARY}
    place = Workplace(home, Target("duckdb", str(home / "warehouse.duckdb")), env)
    runner = Runner(place)
    yield Shop(place, runner, Queue(place.store))
    runner.instance.dispose()
    place.store.dispose()


def test_building_a_group_flips_it_and_says_so(shop: Shop) -> None:
    ran = shop.run(JobRequest("build", "ops", requested_by="ada"))

    run = shop.runner.instance.get_run_by_id(ran.run_id)
    with open_warehouse(shop.place.target) as warehouse:
        flipped = warehouse.fetch(FLIPPED)
    assert (ran.state, ran.error, ran.result["flipped"]) == ("completed", None, ["ops"])
    assert ("ops", "loads", 1) in flipped
    assert run is not None
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert run.tags["syncline/requested_by"] == "ada"


@pytest.fixture(scope="module")
def rebuilt(shop: Shop) -> str:
    """The run of a group that was built, with all the time to read its columns."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keeping, "PATIENCE_SECONDS", 60.0)
        return shop.run(JobRequest("build", "ops", options={"accept": True})).run_id


def test_what_was_built_stands_for_the_next_worker(shop: Shop, rebuilt: str) -> None:
    assert rebuilt
    assert stands(shop.place.target, "ops")


def test_each_test_of_dbt_is_a_check_that_is_told_of(shop: Shop, rebuilt: str) -> None:
    records = shop.runner.instance.all_logs(
        rebuilt, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION
    )
    told = [record.dagster_event.event_specific_data for record in records if record.dagster_event]
    assert "loads" in {one.asset_key.path[-1] for one in told}  # type: ignore[union-attr]
    assert {one.passed for one in told} == {True}  # type: ignore[union-attr]


def test_a_built_model_tells_its_rows_generation_and_columns(shop: Shop, rebuilt: str) -> None:
    made = shop.made(rebuilt)[("ops", "loads")]

    lineage = made["dagster/column_lineage"].value
    assert isinstance(lineage, dg.TableColumnLineage)
    assert lineage.deps_by_column["load_id"] == [
        dg.TableColumnDep(dg.AssetKey(["intermediate", "int_ops__loads_unioned"]), "_dlt_load_id")
    ]
    assert (made["dagster/row_count"].value, made["group"].value) == (0, "ops")
    assert made["generation"].value in (1, 2)


def test_a_failed_pull_is_told_in_plain_words_and_no_secret_is_written_down(shop: Shop) -> None:
    with serve(NowRepBlue().app) as agency:
        shop.connect(f"{agency.url}/{CANARY}")
        ran = shop.run(JobRequest("snapshot", "talent", "nowrepblue", SLUG, "umber"))

    assert (ran.state, ran.is_final) == ("failed", False)
    assert f"nowrepblue (connection {SLUG}, entity boards" in str(ran.error)
    assert CANARY not in str(ran.error) + shop.events(ran.run_id)


def test_what_no_job_does_is_refused_without_a_run(shop: Shop) -> None:
    ran = shop.run(JobRequest("dance", "talent", "nowrepblue", SLUG, "umber"))

    assert (ran.state, ran.run_id) == ("failed", "")
    assert "There is no Dagster job 'talent_dance_nowrepblue'" in str(ran.error)


class Builds:
    """A builder that fails as often as it is told, and passes then."""

    def __init__(self, *failures: BuildFailed) -> None:
        self.failures = list(failures)
        self.calls = 0

    def build(self, *_selection: str, **_options: object) -> BuildReport:
        """A build of nothing."""
        self.calls += 1
        if self.failures:
            raise self.failures.pop()
        return BuildReport()


@pytest.fixture
def agency(shop: Shop) -> Iterator[None]:
    """The agency's server, which the connection leads to."""
    with serve(NowRepBlue().app) as served:
        shop.connect(served.url)
        yield


SNAPSHOT = JobRequest("snapshot", "talent", "nowrepblue", SLUG, "umber")


def attempt(shop: Shop) -> tuple[Job, Ran]:
    """The next attempt at what is queued, which is due at once."""
    with shop.place.store.begin() as store:
        store.execute(sa.update(JOBS).values(due_at=datetime.now(UTC)))
    job = shop.queue.claim("tester")
    assert job is not None
    return job, shop.runner.execute(job, lambda run_id: shop.queue.tie(job, run_id))


@pytest.mark.usefixtures("agency")
def test_a_retry_builds_what_was_pulled_and_does_not_pull_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = Builds(BuildFailed("dbt build failed: talents"))
    monkeypatch.setattr(dbt, "builder_for", lambda _target: builds)
    shop.queue.put(SNAPSHOT)
    job, first = attempt(shop)
    shop.queue.fail(job, Failure(str(first.error)))

    job, second = attempt(shop)

    shop.queue.complete(job, second.result)
    run = shop.runner.instance.get_run_by_id(second.run_id)
    assert run is not None
    assert (first.state, first.error) == ("failed", "dbt build failed: talents")
    assert (second.state, run.step_keys_to_execute) == ("completed", ["dbt_models"])
    assert run.parent_run_id == first.run_id
    assert builds.calls == 2


@pytest.mark.usefixtures("agency")
def test_a_brake_is_final(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = FlipRefused("talent: nothing was flipped: half is gone. Go on with --accept.")
    monkeypatch.setattr(dbt, "builder_for", lambda _target: Builds(refused))

    ran = shop.run(SNAPSHOT)

    assert (ran.state, ran.is_final) == ("failed", True)
    assert "half is gone" in str(ran.error)


@pytest.mark.usefixtures("agency")
def test_what_another_project_built_is_built_again_although_nothing_new_came(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = Builds()
    monkeypatch.setattr(runs, "is_current", lambda _place, _slug: True)
    monkeypatch.setattr(dbt, "builder_for", lambda _target: builds)

    ran = shop.run(SNAPSHOT)

    assert (ran.state, builds.calls) == ("completed", 1)


@pytest.mark.usefixtures("agency")
def test_what_is_served_already_is_not_built(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "stands", lambda _target, _domain: True)
    monkeypatch.setattr(runs, "is_current", lambda _place, _slug: True)

    ran = shop.run(SNAPSHOT)

    assert ran.state == "completed"
    assert list(ran.result["stages"]) == ["pull_nowrepblue"]
    assert "nothing is built" in shop.events(ran.run_id)


@pytest.mark.usefixtures("agency")
def test_a_pull_is_told_with_its_rows_and_its_load(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "stands", lambda _target, _domain: True)
    monkeypatch.setattr(runs, "is_current", lambda _place, _slug: True)

    ran = shop.run(SNAPSHOT)

    records = shop.runner.instance.all_logs(
        ran.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
    )
    made = [one.asset_materialization for one in records if one.asset_materialization]
    assert {one.partition for one in made} == {SLUG}
    assert {one.metadata["load_id"].value for one in made} == set(ran.result["load_ids"])
    assert ran.result["records"] == sum(
        int(str(one.metadata["dagster/row_count"].value)) for one in made
    )
