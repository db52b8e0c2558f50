"""`syncline sync` in a process of its own that is killed (kill -9) at a named moment.

A moment is a change of the warehouse, a page that lands, a node that dbt has built, or the begin
or end of a transaction, by the words that tests.extract.doomed gives them, and the how-manieth.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.kit.destination import Target, Warehouse, open_warehouse
from extract.kit.options import SyncOptions
from orchestration import syncing
from orchestration.direct import serving
from orchestration.workplace import Workplace
from tests.extract.doomed import PROCESSES, DoomedWarehouse, Steps

SERVED = "serving: "


@dataclass(frozen=True)
class Moment:
    """What the process must not live to do, and the how-manieth time; 1 is the first."""

    begins: str
    time: int = 1


# While it lands; landed but not complete; complete but not served; in the patch of the first view
# and of the third; before that is recorded; before the end of its transaction, and after it.
DIRECT = (
    Moment("a page"), Moment("before complete_load"), Moment("after complete_load"),
    Moment(f"{SERVED}create temporary table"), Moment(f"{SERVED}delete from revops"),
    Moment(f"{SERVED}update ops.sync_metadata set"), Moment(f"{SERVED}before commit"),
    Moment(f"{SERVED}after commit"), Moment(f"{SERVED}create temporary table", 4),
)  # fmt: skip
LANDING = (Moment("a page"), Moment("before complete_load"))
# Of a build: its first node, one in its midst, and what comes after the flip.
BUILDING = (
    Moment("after complete_load"), Moment("built "), Moment("built ", 60),
    Moment(f"{SERVED}opened"),
)  # fmt: skip


class Until(Steps):
    """Steps that end the process before a moment."""

    def __init__(self, moment: Moment) -> None:
        super().__init__(0)
        self._moment, self._left = moment, moment.time

    def take(self, name: str) -> None:
        """Counts one more."""
        self._left -= name.startswith(self._moment.begins)
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


class Serving(Steps):
    """The same steps under names of their own, once what was landed is to be served."""

    def __init__(self, steps: Steps) -> None:
        super().__init__(0)
        self._steps = steps

    def take(self, name: str) -> None:
        """Counts one more."""
        self._steps.take(SERVED + name)


def killed_sync(place: Workplace, moment: Moment, options: SyncOptions) -> None:
    """Syncs `it_stripe` in a process of its own, which is killed at that moment."""
    process = PROCESSES.Process(
        target=_sync, args=(place.home, place.target, dict(place.env), moment, options)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL, f"{moment} never came"


def _sync(
    home: Path, target: Target, env: dict[str, str], moment: Moment, options: SyncOptions
) -> None:
    from dlt.destinations.job_client_impl import SqlJobClientBase

    steps: Steps = Until(moment)
    for name in ("update_stored_schema", "complete_load"):
        around = steps.around(getattr(SqlJobClientBase, name), name)
        setattr(SqlJobClientBase, name, around)
    vars(syncing)["open_warehouse"] = _doomed(steps)
    vars(serving)["open_warehouse"] = _doomed(Serving(steps))
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        serving.sync_and_serve(
            Workplace(home, target, env), "it_stripe", options,
            lambda node: steps.take(f"built {node}"),
        )  # fmt: skip


def _doomed(steps: Steps) -> Any:
    @contextmanager
    def opening(target: Target) -> Iterator[Warehouse]:
        with open_warehouse(target) as warehouse:
            doomed: Any = DoomedWarehouse(warehouse, steps)
            steps.take("opened")
            yield doomed

    return opening
