"""What a flip changed: the rows of the kept and of the served generation, compared by their key."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from extract.kit.destination import Warehouse, open_warehouse
from extract.kit.errors import SynclineError
from orchestration.generations.comparison import (
    Example,
    count_rows,
    read_examples,
    read_pair,
)
from orchestration.generations.served import NothingKept, ServedView, views_of
from orchestration.workplace import Workplace

# A million wide rows are compared in one go; compiling the query takes longer than it saves.
# A build holds the kept table for as long as it fills it, and nobody should wait for that.
SETTINGS = "set local work_mem = '128MB'; set local jit = off; set local lock_timeout = '1s'"


class UnknownEntity(SynclineError):
    """The group serves no such entity."""


@dataclass(frozen=True)
class Difference:
    """How the served generation of one view differs from the kept one.

    `left_out` are columns that change at every load and were not compared; `only_served` and
    `only_kept` are columns that the other generation lacks.
    """

    view: str
    rows_before: int
    rows: int
    added: int
    changed: int
    gone: int
    left_out: tuple[str, ...]
    only_served: tuple[str, ...]
    only_kept: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Differences:
    """The differences of a group, view by view; `not_compared` says of the others why not."""

    group: str
    views: tuple[Difference, ...]
    not_compared: dict[str, str]


def compare(
    place: Workplace, group: str, *, entity: str | None = None, examples: int = 3
) -> Differences:
    """The differences between what is kept and what is served, with examples of each kind.

    Raises: UnknownGroup; UnknownEntity, which names the known ones; NothingKept.
    """
    with open_warehouse(place.target) as warehouse, _undisturbed(warehouse, group):
        chosen = _chosen(views_of(warehouse, group), group, entity)
        excuses = {view.name: reason for view in chosen if (reason := _excuse(view))}
        if len(excuses) == len(chosen):
            name, reason = next(iter(excuses.items()))
            raise NothingKept(f"{name} {reason}.")
        compared = [view for view in chosen if view.name not in excuses]
        return Differences(
            group,
            tuple(_difference(warehouse, view, examples) for view in compared),
            excuses,
        )


def _chosen(views: list[ServedView], group: str, entity: str | None) -> list[ServedView]:
    found = [view for view in views if entity in (None, view.entity, view.served_name)]
    if not found:
        known = ", ".join(view.entity for view in views)
        raise UnknownEntity(f"{group} serves no {entity!r}. It serves {known}.")
    return found


def _excuse(view: ServedView) -> str | None:
    if not view.backup_version:
        return (
            "has no kept generation: only one build of it was served yet, or a later build has "
            "begun to fill it"
        )
    return None if view.key else "has no unique key by which its rows could be told apart"


@contextmanager
def _undisturbed(warehouse: Warehouse, group: str) -> Iterator[None]:
    """Both generations stay what they are inside, and what was made for the comparison goes.

    Raises: NothingKept when a build is filling one of them.
    """
    warehouse.execute("begin")
    try:
        if warehouse.engine == "postgres":
            _hold_tables(warehouse, group)
        yield
    finally:
        warehouse.execute("rollback")


def _hold_tables(warehouse: Warehouse, group: str) -> None:
    """Keeps a build from replacing a kept table between the record of it and the comparison."""
    import psycopg

    warehouse.execute(SETTINGS)
    for view in views_of(warehouse, group):
        tables = [view.active_table, *([view.kept_table] if view.backup_version else [])]
        try:
            warehouse.execute(f"lock table {', '.join(tables)} in access share mode")
        except psycopg.errors.LockNotAvailable:
            raise NothingKept(
                f"A build is filling {view.kept_table} at this moment. Ask again when it is done."
            ) from None


def _difference(warehouse: Warehouse, view: ServedView, number: int) -> Difference:
    pair = read_pair(warehouse, view)
    counts = count_rows(warehouse, pair)
    return Difference(
        view=view.name,
        rows_before=view.backup_row_count or 0,
        rows=view.row_count,
        added=counts["added"],
        changed=counts["changed"],
        gone=counts["gone"],
        left_out=pair.left_out,
        only_served=pair.only_served,
        only_kept=pair.only_kept,
        examples=tuple(read_examples(warehouse, pair, number)),
    )
