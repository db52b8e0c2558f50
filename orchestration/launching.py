"""How Dagster starts a run: it goes into syncline's queue, where a warm worker takes it.

So a run that a person launches in Dagster's page waits in the same line as everything else, and
its slot is freed by whoever notices that its worker died.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, Self

from dagster import DagsterRun, Field, StringSource
from dagster._core.launcher.base import (
    CheckRunHealthResult,
    LaunchRunContext,
    RunLauncher,
    WorkerStatus,
)
from dagster._core.storage.tags import BACKFILL_ID_TAG, PARTITION_NAME_TAG
from dagster._serdes import ConfigurableClass, ConfigurableClassData

from extract.kit.destination import raw_schema
from extract.kit.errors import SynclineError
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.queue.jobs import AlreadyQueued, Job, JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import find_by_run
from orchestration.workplace import Workplace

OPERATION, DOMAIN, PROVIDER = "syncline/operation", "syncline/domain", "syncline/provider"
# What is chosen freely in the graph of assets is none of the operations.
FREE = "materialize"
# Longer than the queue's own patience: whoever looks there puts the job where it belongs.
SILENT = timedelta(minutes=2)


class QueueLauncher(RunLauncher, ConfigurableClass):
    """Puts runs into syncline's queue; `home` is the `.syncline` folder, by default the usual."""

    def __init__(self, inst_data: ConfigurableClassData | None = None, home: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._inst_data = inst_data
        self._home = home

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """What dagster.yaml says of it."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> dict[str, Field]:
        """What can be said in dagster.yaml."""
        return {"home": Field(StringSource, is_required=False, default_value="")}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]
    ) -> Self:
        """The launcher that dagster.yaml describes."""
        return cls(inst_data=inst_data, **config_value)

    @cached_property
    def place(self) -> Workplace:
        """The workplace whose queue it is."""
        home = {"SYNCLINE_HOME": self._home} if self._home else {}
        return Workplace.here({**os.environ, **home})

    def launch_run(self, context: LaunchRunContext) -> None:
        """Queues the run, in the urgent lane where a person asked for it."""
        run = context.dagster_run
        try:
            job = Queue(self.place.store).put(request_for_run(run, self.place))
        except AlreadyQueued as error:
            job = error.job
        self._instance.report_engine_event(
            f"Queued as syncline's job {job.id}, lane {job.lane}, priority {job.priority}.",
            run,
            cls=type(self),
        )

    def terminate(self, run_id: str) -> bool:
        """Whether the run is being ended: a waiting one is now, a running one by its worker."""
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        self._instance.report_run_canceling(run)
        job = find_by_run(self.place.store, run_id)
        if job is not None:
            job = Queue(self.place.store).cancel(job.id, "Dagster")
        if job is None or job.state != "running":
            self._instance.report_run_canceled(run)
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        """The queue knows whose worker has died."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the run's worker is alive, as far as the queue knows."""
        job = find_by_run(self.place.store, run.run_id)
        if job is None:
            # Started by a command and not through the queue: whoever did that watches it.
            return CheckRunHealthResult(WorkerStatus.RUNNING, "It is not in syncline's queue.")
        if job.state != "running" or job.run_id != run.run_id:
            why = f"syncline's job {job.id} is {job.state} and no longer at this run."
            return CheckRunHealthResult(WorkerStatus.FAILED, why, run_worker_id=job.worker)
        return _by_beat(job)


def _by_beat(job: Job) -> CheckRunHealthResult:
    if job.beat_at is not None and utc_now() - job.beat_at > SILENT:
        why = f"The worker {job.worker} was last heard of at {job.beat_at:%H:%M:%S} UTC."
        return CheckRunHealthResult(WorkerStatus.NOT_FOUND, why, run_worker_id=job.worker)
    return CheckRunHealthResult(WorkerStatus.RUNNING, run_worker_id=job.worker)


def request_for_run(run: DagsterRun, place: Workplace) -> JobRequest:
    """The request that a run of Dagster's makes: what a person launched goes first."""
    provider = run.tags.get(PROVIDER) or _provider_of(run)
    domain = run.tags.get(DOMAIN) or (PROVIDERS[provider].domain if provider else "")
    slug = run.tags.get(PARTITION_NAME_TAG, "")
    by_hand = BACKFILL_ID_TAG not in run.tags
    return JobRequest(
        run.tags.get(OPERATION, FREE),
        domain,
        provider,
        slug,
        _owner_of(slug, place),
        trigger="dagster",
        priority=1 if by_hand else None,
        lane="urgent" if by_hand else None,
        requested_by=run.tags.get("user", "dagster"),
        run_id=run.run_id,
    )


def _provider_of(run: DagsterRun) -> str:
    """The provider of the assets that were chosen; empty where they are of several, or of none."""
    chosen = {key.path[0] for key in run.asset_selection or ()} | {
        key.path[-1]
        for key in run.asset_selection or ()
        if key.path[0] in ("plan", "push", "publish")
    }
    found = [slug for slug in PROVIDERS if chosen & {slug, raw_schema(slug)}]
    return found[0] if len(found) == 1 else ""


def _owner_of(slug: str, place: Workplace) -> str:
    try:
        connection = place.connections().get(slug)
    except SynclineError:
        # The run itself will say what is wrong with the registry.
        return ""
    return connection.owner if connection else ""
