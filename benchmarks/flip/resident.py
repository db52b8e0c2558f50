"""dbt kept in this process: the seconds of each node and of each statement that it sends."""

import contextlib
import io
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.kit.destination import Target
from orchestration.building import dbt_environment
from orchestration.resident import invoke
from orchestration.workplace import ROOT

PROJECT = Path(__file__).parent / "project"


@dataclass
class Statement:
    """What was sent to the database, for which node, and when; by this process's clock."""

    node: str
    sql: str
    started: float
    ended: float = 0.0


@dataclass
class Told:
    """One run of dbt: seconds of each node by dbt's own account, and its statements in order."""

    nodes: dict[str, float]
    statements: list[Statement]
    said: list[str]

    @property
    def seconds(self) -> float:
        """From the first statement to the end of the last."""
        return self.statements[-1].ended - self.statements[0].started

    @property
    def flip_seconds(self) -> float:
        """From the begin to the end of the commit of the transaction that flips.

        Raises:
            RuntimeError: nothing was flipped, or more than the flip was done at once.
        """
        flips = [i for i, one in enumerate(self.statements) if "insert into ops.flips" in one.sql]
        if len(flips) != 1:
            raise RuntimeError(f"{len(flips)} flips instead of one: {self.said}")
        before, flip, after = self.statements[flips[0] - 1 : flips[0] + 2]
        if before.sql not in ("BEGIN", "COMMIT") or after.sql != "COMMIT":
            raise RuntimeError(f"the flip is not alone between {before.sql!r} and {after.sql!r}")
        # On PostgreSQL the driver begins together with the first statement.
        return after.ended - (before if before.sql == "BEGIN" else flip).started


@dataclass
class Resident:
    """The small project on one warehouse; dbt parses it once."""

    target: Target
    folder: Path
    _parsed: list[Any] = field(default_factory=list)

    def dbt(self, command: str, *arguments: str) -> Told:
        """Runs a dbt command on one thread.

        Raises:
            RuntimeError: it failed.
        """
        said: list[str] = []
        statements: list[Statement] = []

        def hear(event: Any) -> None:
            now = time.perf_counter()
            if event.info.name == "SQLQuery":
                statements.append(Statement(event.data.node_info.node_name, event.data.sql, now))
            elif event.info.name == "SQLQueryStatus":
                statements[-1].ended = now
            elif event.info.name in ("JinjaLogInfo", "RunResultError", "LogHookEndLine"):
                said.append(event.info.msg)

        with dbt_environment(self.target), contextlib.redirect_stdout(io.StringIO()):
            if not self._parsed:
                parse = ["parse", *self._options(), "--no-partial-parse"]
                self._parsed.append(_done(invoke(parse), said))
            words = [command, *self._options(), *arguments]
            result = _done(invoke(words, self._parsed[0], [hear]), said)
        results = [one for one in result.results if hasattr(one, "node")]
        nodes = {one.node.name: one.execution_time for one in results}
        return Told(nodes, statements, said)

    def _options(self) -> list[str]:
        # One thread, so that the model under the clock has the machine to itself.
        return [
            "--quiet", "--log-level-file", "none", "--threads", "1", "--project-dir", str(PROJECT),
            "--profiles-dir", str(ROOT), "--target", self.target.engine,
            "--target-path", str(self.folder / "target"), "--log-path", str(self.folder / "logs"),
        ]  # fmt: skip


def _done(outcome: Any, said: list[str]) -> Any:
    if not outcome.success:
        raise RuntimeError(f"dbt failed: {outcome.exception or said}")
    return outcome.result
