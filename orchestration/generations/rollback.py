"""Back to the kept generation of a group: the same flip as dbt's, as one transaction."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from extract.kit.destination import Warehouse, open_warehouse
from extract.kit.errors import SynclineError
from orchestration.generations.macros import Macros, Move
from orchestration.generations.served import NothingKept, views_of
from orchestration.workplace import Workplace

WAIT_SECONDS = 30
# Readers of the tables wait for a build that is replacing one; a rollback does not.
GIVE_WAY = "set lock_timeout = '1s'; set jit = off"
# A build's claim of a generation waits for this transaction, and this one refuses where a claim
# has been made: what is about to be replaced must not be served.
HOLD = """
    select entity from ops.sync_metadata where group_name = %s order by entity for update nowait
"""


class NotRolledBack(SynclineError):
    """The group could not be moved; what was served is served still."""


@dataclass(frozen=True)
class MovedView:
    """One served view and where it went."""

    view: str
    from_version: int
    to_version: int
    rows_before: int
    rows: int


@dataclass(frozen=True)
class RolledBack:
    """What a rollback moved, by whom, and how long its transaction took."""

    group: str
    actor: str
    seconds: float
    views: tuple[MovedView, ...]


def roll_back(place: Workplace, group: str, *, wait_seconds: float = WAIT_SECONDS) -> RolledBack:
    """Serves the kept generation of a group again; what was served is kept in turn.

    Raises: UnknownGroup, NothingKept, NotRolledBack; nothing has moved then.
    """
    macros = Macros(place.target.engine)
    note = {
        "group": group,
        "action": "rollback",
        "who": place.actor,
        "invocation": str(uuid4()),
        "reason": "rolled back",
    }
    with open_warehouse(place.target) as warehouse, _in_words(warehouse, group):
        if warehouse.engine == "postgres":
            warehouse.execute(GIVE_WAY)
        moves = _moves(warehouse, macros, group)
        _run(warehouse, macros.deletions(moves))
        began = time.monotonic()
        with _one_transaction(warehouse, group):
            if _moves(warehouse, macros, group) != moves:
                raise NotRolledBack(f"{_refused(group)} It was flipped in this very moment.")
            _run(warehouse, macros.flip(note, moves, seconds=wait_seconds))
            if refusal := _refusal(warehouse):
                raise NotRolledBack(f"{_refused(group)} {refusal}")
        seconds = time.monotonic() - began
    return RolledBack(group, place.actor, seconds, tuple(_moved(move) for move in moves))


def _moves(warehouse: Warehouse, macros: Macros, group: str) -> list[Move]:
    views = views_of(warehouse, group)
    cursor = warehouse.connection.execute(macros.kept_generations(group))
    names = [column[0] for column in cursor.description]
    kept = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if len(kept) < len(views):
        lacking = ", ".join(view.name for view in views if not view.backup_version)
        raise NothingKept(
            f"{group} has no complete kept generation: only one build of it was served yet, or a "
            f"later build has begun to fill it ({lacking})."
        )
    return macros.moves_back(kept)


def _moved(move: Move) -> MovedView:
    return MovedView(
        view=f"{move['schema']}.{move['served']}",
        from_version=move["from_version"],
        to_version=move["to_version"],
        rows_before=move["row_count_before"],
        rows=move["row_count"],
    )


def _run(warehouse: Warehouse, statements: str) -> None:
    # The driver itself, for names and payloads may hold the `?` that stands for a parameter.
    if statements.strip():
        warehouse.connection.execute(statements)


def _refusal(warehouse: Warehouse) -> str:
    if warehouse.engine == "duckdb":
        return ""
    return str(warehouse.fetch("select current_setting('syncline.refusal', true)")[0][0] or "")


def _refused(group: str) -> str:
    return f"{group}: not rolled back, nothing was changed."


@contextmanager
def _one_transaction(warehouse: Warehouse, group: str) -> Iterator[None]:
    """Everything inside happens or nothing does; no build begins to fill the group meanwhile."""
    if warehouse.engine == "postgres":
        with warehouse.connection.transaction():
            warehouse.connection.execute(HOLD, [group])
            yield
        return
    warehouse.connection.begin()
    try:
        yield
    except BaseException:
        warehouse.connection.rollback()
        raise
    warehouse.connection.commit()


@contextmanager
def _in_words(warehouse: Warehouse, group: str) -> Iterator[None]:
    """Says what an engine refuses as an error of ours.

    Raises: NotRolledBack.
    """
    import duckdb
    import psycopg

    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        raise NotRolledBack(
            f"{_refused(group)} A build is filling or flipping it at this moment. Wait for its end."
        ) from error
    except psycopg.Error as error:
        raise NotRolledBack(f"{_refused(group)} {error.diag.message_primary or error}") from error
    except duckdb.Error as error:
        raise NotRolledBack(f"{_refused(group)} {error}") from error
