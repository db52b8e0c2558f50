"""`dbt build` in this process: dbt stays resident, its parsed manifest is used again."""

import contextlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.kit.destination import Target
from extract.kit.errors import SynclineError
from orchestration.workplace import ROOT

PASSED = frozenset({"success", "pass", "warn", "no-op"})
SHOWN_FAILURES = 10


class BuildFailed(SynclineError):
    """A model did not build or a test did not pass; what was served before may be stale."""


@dataclass
class BuildReport:
    """How many nodes ended in which status, and the failures by name."""

    statuses: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many models, seeds and tests ran."""
        return sum(self.statuses.values())


class Builder:
    """Runs dbt for one target; keep it, for its second build is twenty times cheaper to start."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._parsed: list[Any] = []

    def build(
        self, select: str | None = None, progress: Callable[[str], None] | None = None
    ) -> BuildReport:
        """Builds and tests the models, `select` narrowing them as in dbt; hears each node's name.

        Raises: BuildFailed with the names of what failed.
        """
        from dbt.cli.main import dbtRunner

        quietly = ("--quiet", "--log-level-file", "none")
        where = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
        options = [*where, "--target", self._target.engine]
        # Unit tests try the logic, not the data: they belong to `make test`, not to every sync.
        chosen = ["--exclude-resource-type", "unit_test", *(["--select", select] if select else [])]
        with dbt_environment(self._target), contextlib.redirect_stdout(io.StringIO()) as said:
            if not self._parsed:
                parse = dbtRunner().invoke([*quietly, "parse", *options])
                self._parsed.append(_checked(parse).result)
            runner = dbtRunner(manifest=self._parsed[0], callbacks=[_listener(progress)])
            outcome = _checked(runner.invoke([*quietly, "build", *options, *chosen]))
        report = _report(outcome.result)
        if report.failures or not outcome.success:
            shown = "; ".join(report.failures[:SHOWN_FAILURES]) or said.getvalue()[-500:]
            raise BuildFailed(f"dbt build failed: {shown}")
        return report

    def moved_to(self, target: Target) -> "Builder":
        """A builder for another warehouse of the same engine and database name.

        It shares the parsed manifest, in which the database's name is written.
        """
        other = Builder(target)
        other._parsed = self._parsed
        return other


def _checked(outcome: Any) -> Any:
    """What dbt gives back, unless it could not run at all.

    Raises: BuildFailed.
    """
    if outcome.exception is not None:
        raise BuildFailed(f"dbt could not run: {outcome.exception}") from None
    return outcome


def _report(result: Any) -> BuildReport:
    report = BuildReport()
    for node in getattr(result, "results", ()):
        status = str(node.status)
        report.statuses[status] = report.statuses.get(status, 0) + 1
        if status not in PASSED and status != "skipped":
            report.failures.append(f"{node.node.name}: {(node.message or status).strip()[:300]}")
    return report


def _listener(progress: Callable[[str], None] | None) -> Callable[[Any], None]:
    def hear(event: Any) -> None:
        if progress is not None and event.info.name in ("LogModelResult", "LogTestResult"):
            progress(str(event.data.node_info.node_name))

    return hear


@contextlib.contextmanager
def dbt_environment(target: Target) -> Any:
    """The variables that profiles.yml reads, set for the time of one build."""
    wanted = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
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
