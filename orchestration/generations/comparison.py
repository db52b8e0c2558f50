"""Two generations of one view side by side in SQL: which keys are added, changed and gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extract.kit.destination import Engine, Warehouse
from orchestration.generations.served import ServedView

CHANGES_AT_EVERY_LOAD = ("fetched_at", "fetched_date", "load_id", "_dlt_load_id")
COLUMNS = """
    select column_name, data_type from information_schema.columns
    where table_schema = ? and table_name = ? order by ordinal_position
"""
ONLY_IN_ONE = """
    create temporary table {kind}_rows as
    select {keys} from {one} as one
    where not exists (select 1 from {other} as other where {same_key})
"""
CHANGED = """
    create temporary table changed_rows as
    select {keys} from {one} as one inner join {other} as other on {same_key}
    where {changed}
"""
KEYS = "select {keys} from {kind}_rows as one order by {keys} limit ?"
CHANGES = """
    select {keys}, {values}
    from ({chosen}) as one
    inner join {served} as served on {is_served}
    inner join {kept} as kept on {is_kept}
    order by {keys}
"""


@dataclass(frozen=True)
class Change:
    """One column of one row, as texts."""

    column: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Example:
    """One row that is added, changed or gone, and what changed in it."""

    kind: str
    key: dict[str, str]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Pair:
    """The served and the kept table of a view: names and types of the columns that are compared,
    those that change at every load, and those that one of them lacks.
    """

    view: ServedView
    engine: Engine
    compared: dict[str, str]
    left_out: tuple[str, ...]
    only_served: tuple[str, ...]
    only_kept: tuple[str, ...]


def read_pair(warehouse: Warehouse, view: ServedView) -> Pair:
    """Both tables of a view."""
    served, kept = (
        dict(warehouse.fetch(COLUMNS, table.split(".")))
        for table in (view.active_table, view.kept_table)
    )
    shared = {name: kind for name, kind in served.items() if name in kept and name not in view.key}
    return Pair(
        view=view,
        engine=warehouse.engine,
        compared={name: kind for name, kind in shared.items() if name not in CHANGES_AT_EVERY_LOAD},
        left_out=tuple(name for name in shared if name in CHANGES_AT_EVERY_LOAD),
        only_served=tuple(name for name in served if name not in kept),
        only_kept=tuple(name for name in kept if name not in served),
    )


def count_rows(warehouse: Warehouse, pair: Pair) -> dict[str, int]:
    """How many rows are added, changed and gone; their keys are in temporary tables then."""
    served, kept = pair.view.active_table, pair.view.kept_table
    statements = {
        "added": _filled(ONLY_IN_ONE, pair, kind="added", one=served, other=kept),
        "changed": _changed(pair),
        "gone": _filled(ONLY_IN_ONE, pair, kind="gone", one=kept, other=served),
    }
    counts = {}
    for kind, statement in statements.items():
        warehouse.execute(f"drop table if exists {kind}_rows")
        warehouse.execute(statement)
        counts[kind] = int(warehouse.fetch(f"select count(*) from {kind}_rows")[0][0])
    return counts


def read_examples(warehouse: Warehouse, pair: Pair, number: int) -> Iterator[Example]:
    """The first `number` rows of each kind by their key, after count_rows."""
    width = len(pair.view.key)
    for kind in ("added", "changed", "gone"):
        is_changed = kind == "changed" and bool(pair.compared)
        query = _changes(pair) if is_changed else _filled(KEYS, pair, kind=kind)
        for row in warehouse.fetch(query, [number]):
            key = dict(zip(pair.view.key, map(str, row[:width]), strict=True))
            yield Example(kind, key, tuple(_texts(pair, row[width:])))


def _texts(pair: Pair, texts: Sequence[Any]) -> Iterator[Change]:
    for column, old, new in zip(pair.compared, texts[::2], texts[1::2], strict=False):
        if old is not None or new is not None:
            yield Change(column, old, new)


def _filled(template: str, pair: Pair, **names: str) -> str:
    keys = ", ".join(f'one."{name}"' for name in pair.view.key)
    return template.format(keys=keys, same_key=_same_key("one", "other", pair), **names)


def _same_key(one: str, other: str, pair: Pair) -> str:
    return " and ".join(f'{one}."{name}" = {other}."{name}"' for name in pair.view.key)


def _changed(pair: Pair) -> str:
    served, kept = pair.view.active_table, pair.view.kept_table
    if not pair.compared:
        return _filled(CHANGED, pair, one=served, other=kept, changed="false")
    if pair.engine == "duckdb":
        # To carry every column through the join costs eight times as much as a hash of them.
        one, other = _hashed(served, pair), _hashed(kept, pair)
        return _filled(CHANGED, pair, one=one, other=other, changed="one.content <> other.content")
    changed = " or ".join(
        f"{old} is distinct from {new}" for old, new in _columns(pair, "other", "one")
    )
    return _filled(CHANGED, pair, one=served, other=kept, changed=changed)


def _hashed(table: str, pair: Pair) -> str:
    keys, columns = (
        ", ".join(f'"{name}"' for name in names) for names in (pair.view.key, pair.compared)
    )
    return f"(select {keys}, hash({columns}) as content from {table})"


def _columns(pair: Pair, old: str, new: str) -> Iterator[tuple[str, str]]:
    for name, kind in pair.compared.items():
        # PostgreSQL knows no equality of `json`, unlike of `jsonb`.
        text = "::text" if kind == "json" else ""
        yield f'{old}."{name}"{text}', f'{new}."{name}"{text}'


def _changes(pair: Pair) -> str:
    values = ",\n".join(
        f"case when {old} is distinct from {new} then cast({value} as text) end"
        for old, new in _columns(pair, "kept", "served")
        for value in (old, new)
    )
    return _filled(
        CHANGES,
        pair,
        values=values,
        chosen=_filled(KEYS, pair, kind="changed"),
        served=pair.view.active_table,
        kept=pair.view.kept_table,
        is_served=_same_key("one", "served", pair),
        is_kept=_same_key("one", "kept", pair),
    )
