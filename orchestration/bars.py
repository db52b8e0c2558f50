"""What moves in the terminal while something runs; nothing where nobody watches."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
)
from rich.text import Text

from extract.kit.options import Progress as Far
from orchestration.screens import ERR


class Share(ProgressColumn):
    """A bar as long as the share that has come; nothing where nobody knows of how much."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = BarColumn(20)

    def render(self, task: Task) -> Any:
        """The bar, or as much room."""
        return Text(" " * 20) if task.total is None else self._bar.render(task)


class Count(ProgressColumn):
    """What has come, of how many, and how many a second."""

    def render(self, task: Task) -> Text:
        """The words for it."""
        seconds = task.finished_time or task.elapsed or 0
        rate = task.completed / seconds if seconds else 0
        return Text(counted(task.fields.get("far"), rate))


def counted(far: Far | None, rate: float) -> str:
    """How far an entity is; `~` marks what the last complete load had, which nobody has promised.

    `rate` is in records a second. Where nobody knows of how many, no share is told.
    """
    if far is None:
        return ""
    about = "~" if far.is_estimate else ""
    of = f" of {about}{far.total:,} ({about}{far.fetched / far.total:.0%})" if far.total else ""
    return f"{far.fetched:,}{of}, {rate:,.0f}/s"


@contextmanager
def counting(*, quiet: bool) -> Iterator[Callable[[Far], None]]:
    """A live bar per entity while a sync runs; it is full when the next entity has begun."""
    with _bars(quiet=quiet, columns=[Share(), Count()]) as bars:
        tasks: dict[str, Any] = {}

        def progress(far: Far) -> None:
            if far.entity not in tasks:
                for done in tasks.values():
                    bars.update(done, total=bars.tasks[done].completed)
                tasks[far.entity] = bars.add_task(far.entity, total=None)
            # Handed to `update`, no total would mean the one of before.
            bars.tasks[tasks[far.entity]].total = far.total
            bars.update(tasks[far.entity], completed=far.fetched, far=far)

        yield progress


@contextmanager
def sending(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A live bar per race while a push runs."""
    with _bars(quiet=quiet, columns=[BarColumn(), MofNCompleteColumn()]) as bars:
        tasks: dict[str, Any] = {}

        def progress(race: str, done: int, total: int) -> None:
            if race not in tasks:
                tasks[race] = bars.add_task(race, total=total)
            bars.update(tasks[race], completed=done, total=total)

        yield progress


@contextmanager
def naming(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """The name of the node that dbt has just done."""
    with _bars(quiet=quiet, columns=[]) as bars:
        task = bars.add_task("dbt", total=None)
        yield lambda name: bars.update(task, description=name)


def _bars(*, quiet: bool, columns: Sequence[Any]) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<24}"),
        *columns,
        console=ERR,
        transient=True,
        disable=quiet or not ERR.is_terminal,
    )
