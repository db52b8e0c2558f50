"""Jobs of the queue, executed as Dagster runs in this process: all that is imported stays warm."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.errors import DagsterInvalidConfigError
from dagster._core.execution.api import create_execution_plan, execute_run_iterator
from dagster._core.execution.plan.state import KnownExecutionState
from dagster._utils import interrupts

from extract.kit.errors import SynclineError
from orchestration.building import building_alone
from orchestration.defs.asking import is_pull, name_of, settings_of, tags_of
from orchestration.defs.dbt import BUILD_OP, is_current, serve_changes, serve_later, waiting_models
from orchestration.defs.everything import everything
from orchestration.defs.extract import pull_op
from orchestration.defs.failing import redactor
from orchestration.defs.heard import Heard
from orchestration.defs.instance import close_run, open_instance
from orchestration.defs.origin import job_origin
from orchestration.defs.partitions import add_partitions
from orchestration.direct.waiting import words
from orchestration.queue.jobs import Job
from orchestration.queue.outcome import Ran
from orchestration.standing import stands
from orchestration.workplace import Workplace

__all__ = ["Ran", "Runner", "close_run", "open_instance"]

IN_PART = "syncline/in_part"
DIED = "The worker died during this run. What was complete stays; a retry goes on from there."


class NotRunnable(SynclineError):
    """What a job asks for is nothing that Dagster has a job for."""


class Runner:
    """Executes runs of one workplace; keep it, for the second run needs no import and no parse."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self.instance = open_instance(place)
        self._repository = everything(place).get_repository_def()
        self._built: set[str] = set()
        add_partitions(self.instance, place)
        # Dagster takes SIGTERM for Ctrl-C while a run lasts; a worker ends its job first.
        vars(interrupts).update(setup_interrupt_handlers=lambda: None)

    def execute(self, job: Job, tie: Callable[[str], None]) -> Ran:
        """How the job's run ended: a run that exists already, a new one, or a retry's.

        `tie` hears its id before it begins. KeyboardInterrupt in the main thread cancels it.
        """
        try:
            run = self._run_of(job)
        except (SynclineError, DagsterInvalidConfigError) as error:
            return Ran(job.run_id or "", "failed", redactor(self._place).clean(str(error)))
        heard = Heard()
        self._carry_out(run, heard, tie)
        if not self._has_pulled(run.run_id, job):
            return self._ran(run.run_id, heard)
        try:
            # Whoever had to wait may find that the other's build has served its rows as well.
            with building_alone(self._place.target):
                rest = self._rest_of(run, job)
                if rest is not None:
                    run = rest
                    self._carry_out(run, heard, tie)
                    self._note_built(run.run_id, job.domain)
                    serve_later(self._place)
                heard.waiting = waiting_models(self._place, job.connection)
        except SynclineError as error:
            return Ran(run.run_id, "failed", redactor(self._place).clean(str(error)))
        if line := words(heard.waiting, job.domain):
            self.instance.report_engine_event(line, run)
        return self._ran(run.run_id, heard)

    def _carry_out(self, run: dg.DagsterRun, heard: Heard, tie: Callable[[str], None]) -> None:
        tie(run.run_id)
        if run.is_finished:
            return
        with _signals_kept():
            for event in execute_run_iterator(self._definition(run), run, self.instance):
                heard.hear(event)
                if heard.is_interrupted:
                    self.cancelling(run.run_id)

    def _note_built(self, run_id: str, domain: str) -> None:
        """Remembers a build that ended well; after one that did not, the next job builds again."""
        run = self.instance.get_run_by_id(run_id)
        if run is not None and run.status == dg.DagsterRunStatus.SUCCESS:
            self._built.add(domain)

    def close(self, job: Job) -> None:
        """Ends the run of an attempt whose worker died; the job's next attempt is a new run."""
        if job.run_id:
            close_run(self.instance, job.run_id, DIED)

    def cancelling(self, run_id: str) -> None:
        """Lets Dagster know that a run is being cancelled, not failing; to be called before."""
        run = self.instance.get_run_by_id(run_id)
        if run and not run.is_finished and run.status != dg.DagsterRunStatus.CANCELING:
            self.instance.report_run_canceling(run)

    def _ran(self, run_id: str, heard: Heard) -> Ran:
        run = self.instance.get_run_by_id(run_id)
        status = run.status if run else dg.DagsterRunStatus.CANCELED
        if status == dg.DagsterRunStatus.SUCCESS and heard.failed:
            # What could be read is served; the next attempt reads all of it again.
            self.instance.add_run_tags(run_id, {IN_PART: "true"})
            return Ran(run_id, "failed", "\n".join(heard.failed.values()), False, heard.result)
        if status == dg.DagsterRunStatus.SUCCESS:
            return Ran(run_id, "completed", None, False, heard.result)
        if status == dg.DagsterRunStatus.CANCELED or heard.is_interrupted:
            return Ran(run_id, "cancelled", result=heard.result)
        error = redactor(self._place).clean("\n".join(heard.errors)) or "The run failed."
        return Ran(run_id, "failed", error, heard.is_final, heard.result)

    def _run_of(self, job: Job) -> dg.DagsterRun:
        before = self.instance.get_run_by_id(job.run_id) if job.run_id else None
        if before is None:
            return self._new_run(job)
        if job.attempt <= 1:
            self.instance.add_run_tags(before.run_id, tags_of(job))
            return before
        close_run(self.instance, before.run_id, DIED)
        return self._retry_of(self.instance.get_run_by_id(before.run_id) or before, job)

    def _new_run(self, job: Job) -> dg.DagsterRun:
        name = name_of(job)
        pulls = is_pull(job)
        if not self._repository.has_job(name):
            raise NotRunnable(f"There is no Dagster job {name!r} for {job.operation}. See the UI.")
        add_partitions(self.instance, self._place)
        definition, settings = self._repository.get_job(name), settings_of(job)
        plan = None
        if pulls:
            # What is planned costs Dagster 10 ms per model and test: the build is, when it is due.
            steps = [pull_op(job.provider)]
            plan = create_execution_plan(
                InMemoryJob(definition), settings, step_keys_to_execute=steps
            )
        return self.instance.create_run_for_job(
            job_def=definition,
            execution_plan=plan,
            run_config=settings,
            tags={**definition.run_tags, **tags_of(job)},
            remote_job_origin=job_origin(name),
        )

    def _has_pulled(self, run_id: str, job: Job) -> bool:
        """Whether the run has pulled, and left the building to another one."""
        run = self.instance.get_run_by_id(run_id)
        return (
            run is not None
            and run.status == dg.DagsterRunStatus.SUCCESS
            and is_pull(job)
            and run.step_keys_to_execute == [pull_op(job.provider)]
        )

    def _rest_of(self, run: dg.DagsterRun, job: Job) -> dg.DagsterRun | None:
        """The run that builds what a pull has brought; None where nothing is to be built.

        The first one of each domain is built unless what stands was built by this very project.
        A webhook's few records are served at once; what sums them up waits for a later build.
        """
        caught = None
        if not job.options.get("full"):
            caught = serve_changes(self._place, job.connection)
        if caught is not None:
            self.instance.report_engine_event(caught.words, run)
            if caught.build_due is None and job.trigger == "webhook":
                return None
        if self._stands(job.domain) and is_current(self._place, job.connection):
            self.instance.report_engine_event("Nothing that is not served: nothing is built.", run)
            return None
        known = KnownExecutionState.build_for_reexecution(self.instance, run)
        return self._next_of(run, job, ([BUILD_OP], known))

    def _stands(self, domain: str) -> bool:
        """Whether the domain's models are built as this process would build them."""
        if domain not in self._built and stands(self._place.target, domain):
            self._built.add(domain)
        return domain in self._built

    def _retry_of(self, parent: dg.DagsterRun, job: Job) -> dg.DagsterRun:
        """A run of the steps that did not succeed; the parent itself when all did.

        Where the parent left out what it could not read, it is a new run of everything.
        """
        if IN_PART in parent.tags:
            return self._new_run(job)
        if parent.status not in (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED):
            return parent
        steps, known = KnownExecutionState.build_resume_retry_reexecution(self.instance, parent)
        if not steps:
            return self._new_run(job)
        return self._next_of(parent, job, (steps, known))

    def _next_of(
        self, parent: dg.DagsterRun, job: Job, part: tuple[Sequence[str], KnownExecutionState]
    ) -> dg.DagsterRun:
        """A run of the named steps of a run, which goes on from it."""
        definition, (steps, known) = self._part(parent), part
        plan = create_execution_plan(
            definition,
            parent.run_config,
            step_keys_to_execute=steps,
            known_state=known.update_for_step_selection(list(steps)),
        )
        kept = {name: value for name, value in parent.tags.items() if not name.startswith(".")}
        return self.instance.create_run_for_job(
            job_def=definition.get_definition(),
            execution_plan=plan,
            run_config=parent.run_config,
            tags={**kept, **tags_of(job)},
            root_run_id=parent.root_run_id or parent.run_id,
            parent_run_id=parent.run_id,
            op_selection=parent.op_selection,
            resolved_op_selection=parent.resolved_op_selection,
            asset_selection=parent.asset_selection,
            remote_job_origin=parent.remote_job_origin,
        )

    def _part(self, run: dg.DagsterRun) -> InMemoryJob:
        """The run's job, with only the assets that the run has chosen."""
        definition = self._definition(run)
        if run.asset_selection:
            return definition.get_subset(asset_selection=run.asset_selection)
        return definition

    def _definition(self, run: dg.DagsterRun) -> InMemoryJob:
        return InMemoryJob(self._repository.get_job(run.job_name))


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Gives the process its own way with signals back: Dagster leaves its own behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
