"""`dbt build` in this process: dbt stays resident, its parsed manifest is used again."""

import contextlib
import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import SynclineError
from orchestration.parsed import manifest_of
from orchestration.resident import (
    FLIPPED,
    NOT_FLIPPED,
    Listener,
    file_let_go,
    invoke,
    order_behind,
)
from orchestration.workplace import ROOT, actor

# What went wrong is in the results and said by us; dbt would write out each event to drop it.
QUIETLY = ("--quiet", "--log-level", "none", "--log-level-file", "none", "--no-write-json")
PASSED = frozenset({"success", "pass", "warn", "no-op"})
SHOWN_FAILURES, SHOWN_CHARACTERS = 10, 1_000
BUILD_PATIENCE = 1800.0
HELD = threading.local()
# What the engines put around the words of the hook that ends a run.
REFUSAL = re.compile(rf"\w+{NOT_FLIPPED}.*?(?=\nCONTEXT:|\Z)", re.DOTALL)


@dataclass
class BuildReport:
    """How many nodes ended in which status, the failures by name, what was flipped, what not.

    `flips` and `kept` hold one line per group, `kept` with the reason why nothing moved.
    """

    statuses: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    flips: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many models, seeds and tests ran."""
        return sum(self.statuses.values())

    @property
    def flipped_groups(self) -> list[str]:
        """The groups that are served in a new generation."""
        return [line.partition(FLIPPED)[0] for line in self.flips]


@dataclass(frozen=True, slots=True)
class NodeEnded:
    """How one model, seed or test ended; `rows` and `failures` where the engine tells them.

    `sql` is a model's as it was compiled for this build, empty where it was not.
    """

    unique_id: str
    status: str
    seconds: float
    message: str
    rows: int | None
    failures: int | None
    sql: str = ""

    @property
    def is_well(self) -> bool:
        """Whether it was built, or passed."""
        return self.status in PASSED


class BuildFailed(SynclineError):
    """A model did not build or a test did not pass; what was served before may be stale."""

    def __init__(self, message: str, report: BuildReport | None = None) -> None:
        super().__init__(message)
        self.report = report or BuildReport()


class FlipRefused(BuildFailed):
    """All was built and passed, and yet a group was not flipped: a brake is on, or a lock was not
    to be had.
    """

    @property
    def is_braked(self) -> bool:
        """Whether somebody's acceptance would let it go."""
        return "--accept" in str(self)


@contextlib.contextmanager
def building_alone(target: Target) -> Iterator[None]:
    """Waits until no other process builds in the warehouse, and keeps others waiting meanwhile.

    Two builds replace each other's staging and intermediate models. Whoever is in here already may
    enter again. DuckDB lets only one process in anyhow.

    Raises: WarehouseBusy when the other build takes longer than half an hour.
    """
    held: set[str] = vars(HELD).setdefault("locations", set())
    if target.engine == "duckdb" or target.location in held:
        yield
        return
    patient = replace(target, busy_seconds=BUILD_PATIENCE)
    with open_warehouse(patient) as warehouse, warehouse.lock("its models"):
        held.add(target.location)
        try:
            yield
        finally:
            held.discard(target.location)


class Builder:
    """Runs dbt for one target; the second build of a process is twenty times cheaper to start."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._ahead: list[subprocess.Popen[bytes]] = []

    @contextlib.contextmanager
    def parsing_ahead(self) -> Iterator[None]:
        """Has the project parsed by another process meanwhile, into the file that dbt keeps of it.

        The first parse of a fresh copy takes seconds, which a pull can use. Should it fail, then so
        does the parse of the build, with its reason.
        """
        with dbt_environment(self._target):
            ahead = subprocess.Popen(
                [sys.executable, "-m", "dbt.cli.main", *QUIETLY, "parse", *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._ahead.append(ahead)
        try:
            yield
        finally:
            ahead.terminate()
            ahead.wait()

    def _options(self) -> list[str]:
        where = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
        return [*where, "--target", self._target.engine]

    def build(
        self,
        select: str | None = None,
        progress: Callable[[str], None] | None = None,
        *,
        accept: bool = False,
        ended: Callable[[NodeEnded], None] | None = None,
    ) -> BuildReport:
        """Builds and tests the models and flips each group that is covered, past its brakes or not.

        `select` narrows the models as in dbt; `progress` hears the name of each node, `ended` how
        each ended, once all have.

        Raises: BuildFailed with the names of what failed; FlipRefused with the reason.
        """
        report = BuildReport()
        options = self._options()
        while self._ahead:
            self._ahead.pop().wait()
        with (
            building_alone(self._target),
            dbt_environment(self._target),
            file_let_go(self._target),
            contextlib.redirect_stdout(io.StringIO()) as said,
        ):
            hears = Listener(report.flips, report.kept, progress)
            words = [*QUIETLY, "build", *options, *_chosen(select, accept=accept)]
            try:
                outcome = _checked(invoke(words, self.manifest(), [hears]))
            finally:
                hears.stop()
        refusal = _count(outcome.result, report)
        if ended is not None:
            for node in getattr(outcome.result, "results", ()):
                ended(_node(node))
        if report.failures or not (outcome.success or refusal):
            shown = "; ".join(report.failures[:SHOWN_FAILURES]) or said.getvalue()[-500:]
            raise BuildFailed("\n".join([f"dbt build failed: {shown}", *report.kept]), report)
        if refusal:
            raise FlipRefused(refusal, report)
        if not report.total:
            raise BuildFailed(f"Nothing was built: {select!r} chooses no model.", report)
        return report

    def manifest(self) -> Any:
        """The project as dbt has parsed it, with the target's database in its names.

        Raises: BuildFailed.
        """
        with dbt_environment(self._target):
            return manifest_of(self._target, self._parse)

    def _parse(self) -> Any:
        return _checked(invoke([*QUIETLY, "parse", *self._options()])).result


def _chosen(select: str | None, *, accept: bool) -> Iterator[str]:
    """What dbt is asked for, as its options."""
    # Unit tests try the logic, not the data: they belong to `make test`, not to every sync.
    yield from ("--exclude-resource-type", "unit_test")
    if select:
        yield from ("--select", select)
    if accept:
        yield from ("--vars", "accept: true")


def _checked(outcome: Any) -> Any:
    """What dbt gives back, unless it could not run at all.

    Raises: BuildFailed; KeyboardInterrupt when somebody stopped it.
    """
    if outcome.exception is not None and not isinstance(outcome.exception, Exception):
        raise outcome.exception
    if (order := order_behind(outcome.exception)) is not None:
        raise order from None
    if outcome.exception is not None:
        raise BuildFailed(f"dbt could not run: {outcome.exception}") from None
    return outcome


def _count(result: Any, report: BuildReport) -> str:
    """Why a flip was refused, empty when none was; counts into the report how each node ended."""
    refusal = ""
    for node in getattr(result, "results", ()):
        status, is_hook = str(node.status), str(node.node.resource_type) == "operation"
        if not is_hook:
            report.statuses[status] = report.statuses.get(status, 0) + 1
        if status in PASSED or status == "skipped":
            continue
        message = str(node.message or status).strip()
        if is_hook and (found := REFUSAL.search(message)):
            refusal = found[0].strip()
            report.kept.append(refusal)
        else:
            report.failures.append(f"{node.node.name}: {message[:SHOWN_CHARACTERS]}")
    return refusal


def _node(node: Any) -> NodeEnded:
    rows = (node.adapter_response or {}).get("rows_affected")
    return NodeEnded(
        str(node.node.unique_id),
        str(node.status),
        float(node.execution_time),
        str(node.message or "")[:SHOWN_CHARACTERS],
        rows if isinstance(rows, int) and rows >= 0 else None,
        node.failures,
        str(getattr(node.node, "compiled_code", None) or ""),
    )


@contextlib.contextmanager
def dbt_environment(target: Target) -> Any:
    """The variables that profiles.yml and the macros read, set for the time of one build."""
    wanted = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "SYNCLINE_ACTOR": actor(os.environ)}
    if target.engine == "duckdb":
        wanted["SYNCLINE_DUCKDB_PATH"] = str(Path(target.location).resolve())
    else:
        wanted["SYNCLINE_POSTGRES_URL"] = target.location
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
