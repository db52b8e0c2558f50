"""Which generation each served view shows, and which one is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from extract.kit.destination import Warehouse
from extract.kit.errors import SynclineError

SERVED = """
    select group_name, entity, schema_name, served_name, active_version, backup_version,
        row_count, backup_row_count, load_ids, key_columns, flipped_at, flipped_by
    from ops.sync_metadata
    order by group_name, served_name
"""

# Few of millions are looked up; nothing that it meets is worth compiling or reading whole.
LOOKING_UP = "set enable_seqscan = off; set jit = off"


class UnknownGroup(SynclineError):
    """No group of that name is served."""


class NothingServed(SynclineError):
    """No build has served it yet."""


class NothingKept(SynclineError):
    """There is no complete kept generation beside the served one."""


@dataclass(frozen=True)
class ServedView:
    """One served view; `backup_version` is 0 where nothing is kept. Times are in UTC."""

    group: str
    entity: str
    schema_name: str
    served_name: str
    active_version: int
    backup_version: int
    row_count: int
    backup_row_count: int | None
    load_ids: str | None
    key_columns: str | None
    flipped_at: datetime
    flipped_by: str

    @property
    def name(self) -> str:
        """The view as people query it."""
        return f"{self.schema_name}.{self.served_name}"

    @property
    def active_table(self) -> str:
        """The table that the view shows."""
        return f"{self.schema_name}.{self.entity}_v{self.active_version}"

    @property
    def kept_table(self) -> str:
        """The table that is kept."""
        return f"{self.schema_name}.{self.entity}_v{self.backup_version}"

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the unique key."""
        return tuple(self.key_columns.split(",")) if self.key_columns else ()


@dataclass(frozen=True)
class ServedGroup:
    """What is served of one group: its generation, since when, and whether it can go back."""

    group: str
    views: int
    rows: int
    active_versions: tuple[int, ...]
    kept_versions: tuple[int, ...]
    kept_rows: int
    flipped_at: datetime
    flipped_by: str
    connections: tuple[str, ...]

    @property
    def has_kept(self) -> bool:
        """Whether all of it can be rolled back."""
        return 0 not in self.kept_versions


def has_table(warehouse: Warehouse, schema: str, table: str) -> bool:
    """Whether the warehouse has that table."""
    found = warehouse.fetch(
        "select count(*) from information_schema.tables where table_schema = ? and table_name = ?",
        [schema, table],
    )
    return bool(found[0][0])


def require_served(warehouse: Warehouse, schema: str, name: str) -> None:
    """Passes when a view or table is there.

    Raises: NothingServed.
    """
    if not has_table(warehouse, schema, name):
        raise NothingServed(f"There is no {schema}.{name} yet. Run syncline build first.")


def served_views(warehouse: Warehouse) -> list[ServedView]:
    """Every served view, ordered by group and name; none before the first flip."""
    if not has_table(warehouse, "ops", "sync_metadata"):
        return []
    return [ServedView(*row) for row in warehouse.fetch(SERVED)]


def views_of(warehouse: Warehouse, group: str) -> list[ServedView]:
    """The served views of one group.

    Raises: UnknownGroup, which names the known ones.
    """
    views = served_views(warehouse)
    if not views:
        raise UnknownGroup("Nothing is served yet. Try: syncline build")
    found = [view for view in views if view.group == group]
    if not found:
        known = ", ".join(dict.fromkeys(view.group for view in views))
        raise UnknownGroup(f"There is no group {group!r}. Served: {known}.")
    return found


def served_groups(warehouse: Warehouse) -> list[ServedGroup]:
    """Every served group, by name."""
    views = served_views(warehouse)
    return [_summed(name, list(some)) for name, some in groupby(views, lambda view: view.group)]


def _summed(name: str, views: list[ServedView]) -> ServedGroup:
    newest = max(views, key=lambda view: view.flipped_at)
    loads = [json.loads(view.load_ids) for view in views if view.load_ids]
    return ServedGroup(
        group=name,
        views=len(views),
        rows=sum(view.row_count for view in views),
        active_versions=tuple(sorted({view.active_version for view in views})),
        kept_versions=tuple(sorted({view.backup_version for view in views})),
        kept_rows=sum(view.backup_row_count or 0 for view in views),
        flipped_at=newest.flipped_at,
        flipped_by=newest.flipped_by,
        connections=tuple(sorted({slug for load in loads for slug in load})),
    )


def look_up(warehouse: Warehouse) -> None:
    """Has this connection find few rows of served views by what they are `found_by`.

    PostgreSQL cannot know how well a filter of a block range finds and would read a view whole.
    """
    if warehouse.engine == "postgres":
        warehouse.execute(LOOKING_UP)
