"""The facts of what is served: generations, freshness, what is gone, what was not readable."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from extract.kit.destination import Warehouse, open_warehouse
from orchestration.dashboard.desk import NotAllowed, View
from orchestration.dashboard.remembered import Answer
from orchestration.generations.differences import Differences, compare
from orchestration.generations.history import Flip, read_history
from orchestration.generations.rollback import roll_back
from orchestration.generations.served import ServedView, UnknownGroup, has_table, served_views

T = TypeVar("T")
FLIPS = 10
NAME = re.compile(r"[a-z_][a-z0-9_]*")
GONE = ("entity", "record_key", "connection", "reason")
FRESH = ("connection", "entity", "race_id", "proven_by")


@dataclass(frozen=True)
class Rows:
    """A page of rows, and how many there are in all."""

    rows: tuple[tuple[Any, ...], ...]
    total: int


@dataclass(frozen=True)
class Part:
    """Part of a query: the columns to search, what is read, from where, and in which order.

    The last column that is read is a time; `given` is for the marks in `source`.
    """

    searched: Sequence[str]
    read: str
    source: str
    order: str
    way: str = "desc"
    given: Sequence[Any] = ()


def check_whole(view: View) -> None:
    """Refuses whom a token keeps to one partner: what is served holds every partner's rows.

    Raises: NotAllowed.
    """
    if view.caller.partner is not None:
        raise NotAllowed("This page is for who may see every partner's rows. Nothing was done.")


def read_views(view: View) -> Answer[tuple[ServedView, ...]]:
    """Every served view.

    Raises: NotAllowed; WarehouseBusy where it was never read.
    """
    check_whole(view)
    return view.desk.ask("views", lambda: _views(view))


def read_group(view: View, group: str) -> Answer[tuple[ServedView, ...]]:
    """The served views of one group.

    Raises: UnknownGroup; NotAllowed; WarehouseBusy.
    """
    every = read_views(view)
    found = tuple(one for one in every.value if one.group == group)
    if not found:
        raise UnknownGroup(f"Nothing is served of a group {group!r}.")
    return Answer(found, every.at, every.is_old)


def read_flips(view: View, group: str) -> Answer[tuple[Flip, ...]]:
    """The newest flips of a group.

    Raises: UnknownGroup; NotAllowed; WarehouseBusy.
    """
    check_whole(view)
    place = view.desk.reading
    return view.desk.ask(("flips", group), lambda: read_history(place, group, limit=FLIPS).flips)


def preview(view: View, group: str) -> Differences:
    """What a rollback of the group would change, the other way round.

    Raises: NotAllowed; WarehouseBusy.
    """
    check_whole(view)
    return compare(view.desk.reading, group, examples=3)


def go_back(view: View, group: str) -> str:
    """What a rollback did, in words.

    Raises: NotRolledBack; NotAllowed; WarehouseBusy.
    """
    check_whole(view)
    done = roll_back(view.desk.service.place.acting_as(view.caller.subject), group)
    view.desk.remembered.forget()
    rows = sum(one.rows for one in done.views)
    return f"{group} is back: {len(done.views)} views, {rows:,} rows. A second one undoes it."


def read_gone(view: View, schema: str, words: str, skip: int, limit: int) -> Rows:
    """What was served and is gone, the newest first.

    Raises: NotAllowed; WarehouseBusy.
    """
    table = f"{_named(schema)}.deletions"
    part = Part(
        GONE, f"{', '.join(GONE)}, deleted_at", f"{table} where restored_at is null", "deleted_at"
    )
    return paged(view, (schema, "deletions"), part, words, (skip, limit))


def read_fresh(view: View, words: str, skip: int, limit: int) -> Rows:
    """When it was last proven that nothing is missing, by connection and entity; oldest first.

    Raises: NotAllowed; WarehouseBusy.
    """
    part = Part(
        FRESH, f"{', '.join(FRESH)}, proven_at", "ops.freshness where true", "proven_at", "asc"
    )
    return paged(view, ("ops", "freshness"), part, words, (skip, limit))


def _views(view: View) -> tuple[ServedView, ...]:
    if not is_there(view):
        return ()
    with open_warehouse(view.desk.reading.target) as warehouse:
        return tuple(served_views(warehouse))


def paged(
    view: View, table: tuple[str, str], part: Part, words: str, span: tuple[int, int]
) -> Rows:
    """A page of a table's rows; none where there is no such table.

    Raises: NotAllowed; WarehouseBusy.
    """
    check_whole(view)

    def answer(warehouse: Warehouse) -> Rows:
        if not has_table(warehouse, *table):
            return Rows((), 0)
        return read_part(warehouse, part, words, span)

    return asked(view, (*table, part.source, *part.given, words, *span), answer, Rows((), 0)).value


def asked(
    view: View, question: Sequence[Any], answer: Callable[[Warehouse], T], empty: T
) -> Answer[T]:
    """What the warehouse says; `empty` before there is one.

    Raises: WarehouseBusy where it never said anything.
    """
    if not is_there(view):
        return Answer(empty, datetime.now(UTC))

    def read() -> T:
        with open_warehouse(view.desk.reading.target) as warehouse:
            return answer(warehouse)

    return view.desk.ask(tuple(question), read)


def read_part(warehouse: Warehouse, part: Part, words: str, span: tuple[int, int]) -> Rows:
    """A page of rows with each of the words in them; `span` is where it begins and its size."""
    skip, limit = span
    asked = words.split()[:10]
    whole = " || ' ' || ".join(f"coalesce(lower(cast({one} as text)), '')" for one in part.searched)
    meant = "".join(f" and position(? in {whole}) > 0" for _ in asked)
    given = [*part.given, *(word.lower() for word in asked)]
    total = warehouse.fetch(f"select count(*) from {part.source}{meant}", given)[0][0]
    order = f"{part.order} {part.way} nulls last, {', '.join(part.searched)}"
    query = f"select {part.read} from {part.source}{meant} order by {order} limit ? offset ?"
    found = warehouse.fetch(query, [*given, limit, skip])
    return Rows(tuple((*row[:-1], _utc(row[-1])) for row in found), int(total))


def is_there(view: View) -> bool:
    """Whether there is a warehouse: looking must not make one."""
    target = view.desk.reading.target
    return target.engine != "duckdb" or Path(target.location).exists()


def _named(name: str) -> str:
    """A name that can stand in a statement.

    Raises: UnknownGroup.
    """
    if not NAME.fullmatch(name):
        raise UnknownGroup(f"There is no schema {name!r}.")
    return name


def _utc(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
