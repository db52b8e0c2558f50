"""What stays of earlier loads; the rest goes when a load is complete, entity by entity.

Of each connection and entity there stay

1. in the raw table: the last 3 full snapshots whole, and of the incremental loads since the oldest
   of them the newest row of every key, as before each further snapshot and as of now. A row that
   says its record is gone does not push out the record's last payload. So what upstream deletes
   outlives its deletion by as many snapshots as are kept, and an entity without any full snapshot
   keeps one row (and one tombstone) per key. Of an entity that keeps its versions a row goes only
   where it repeats the one before it, and is older than the snapshots that are kept. Of an entity
   that outlives its source the row of a record that no kept snapshot has stays as well.
2. in the table of loads: what has rows in the raw table, and the newest 1,000 loads; and the full
   snapshot after each that has, which tells since when a record that outlives its source is gone.
   `removed_count` says how many rows of a load are gone from the raw table.
3. in quarantine: what was quarantined since the oldest kept snapshot, once for what incremental
   loads bring again and again, for as long as its load is in the table of loads.

Superseded rows are looked for once the rows that no search has seen are a fifth of those that one
has. So at most a fifth more rows stay than need be, and a search costs no more than landing a few
times as many rows did, however small the loads. Each entity's part is one transaction. Rows of
loads that are not complete are left alone: the next load removes them before it starts.
"""

from collections.abc import Sequence

from extract.kit.destination import LOADS, QUARANTINE, Warehouse
from extract.kit.history import History
from extract.kit.spec import Entity

FULL_SNAPSHOTS_KEPT = 3
LOADS_KEPT = 1000
UNSEEN_SHARE = 5


class Retention:
    """Removes what earlier loads of one connection left and nothing needs any more."""

    def __init__(self, history: History, warehouse: Warehouse) -> None:
        self._history = history
        self._warehouse = warehouse

    def apply(self, entities: Sequence[Entity]) -> int:
        """Gives back how many rows went from the raw tables."""
        removed = sum(self._part_of(entity).retain() for entity in entities)
        if removed:
            self._warehouse.give_back_space()
        return removed

    def _part_of(self, entity: Entity) -> "_Entity":
        if entity.keeps_versions:
            return _Versions(self._history, self._warehouse, entity.name)
        if entity.outlives_source:
            return _Outliving(self._history, self._warehouse, entity.name)
        return _Entity(self._history, self._warehouse, entity.name)


class _Entity:
    """One entity's part. `oldest` is the oldest kept snapshot, `newest` the newest one.

    Both are load ids, and below every load id where there is no such snapshot.
    """

    def __init__(self, history: History, warehouse: Warehouse, entity: str) -> None:
        self._warehouse = warehouse
        self._entity = entity
        self._exists = history.exists
        self._connection = history.connection
        self._loads = f"{history.schema}.{LOADS}"
        self._quarantine = f"{history.schema}.{QUARANTINE}"
        self._raw = f"{history.schema}.{history.table(entity)}"
        self._own = history.own(entity)
        self._needed = ""
        # As a join this would lead PostgreSQL to look every single load up.
        self._complete = f"(_dlt_load_id in ({history.completed()})) is true"
        fulls = self._full_snapshots()
        self._oldest = fulls[-1] if len(fulls) == FULL_SNAPSHOTS_KEPT else ""
        self._newest = fulls[0] if fulls else ""

    def retain(self) -> int:
        """Removes what is not needed, all or nothing; gives back how many raw rows went."""
        removed = 0
        with self._warehouse.transaction():
            if self._has_older_rows():
                removed += self._remove_older()
                self._note_older()
            if self._has_many_unseen():
                removed += self._remove_superseded()
                self._note_superseded()
            self._shorten_loads()
            if self._exists(QUARANTINE):
                self._shorten_quarantine()
        return removed

    def _full_snapshots(self) -> list[str]:
        rows = self._warehouse.fetch(
            f"select _dlt_load_id from {self._loads} where connection = ? and entity = ? "
            f"and mode = 'full' and {self._complete} order by _dlt_load_id desc limit ?",
            [self._connection, self._entity, FULL_SNAPSHOTS_KEPT],
        )
        return [load_id for (load_id,) in rows]

    def _has_older_rows(self) -> bool:
        rows = self._warehouse.fetch(
            f"select 1 from {self._loads} where connection = ? and entity = ? "
            f"and _dlt_load_id < ? and landed_count > coalesce(removed_count, 0) "
            f"and {self._complete} limit 1",
            [self._connection, self._entity, self._oldest],
        )
        return bool(rows)

    def _remove_older(self) -> int:
        return self._warehouse.execute(
            f"delete from {self._raw} "
            f"where connection = ? {self._own} and _dlt_load_id < ? and {self._complete}",
            [self._connection, self._oldest],
        )

    def _note_older(self) -> None:
        self._warehouse.execute(
            f"update {self._loads} set removed_count = landed_count where connection = ? "
            f"and entity = ? and _dlt_load_id < ? and {self._complete}",
            [self._connection, self._entity, self._oldest],
        )

    def _has_many_unseen(self) -> bool:
        """Whether enough rows came since the newest snapshot that no search has seen."""
        [(seen, unseen)] = self._warehouse.fetch(
            "select coalesce(sum(landed_count - removed_count), 0), "
            "coalesce(sum(case when removed_count is null then landed_count end), 0) "
            f"from {self._loads} where connection = ? and entity = ? and _dlt_load_id > ? "
            f"and {self._complete}",
            [self._connection, self._entity, self._newest],
        )
        return int(unseen) > 0 and int(seen) <= int(unseen) * UNSEEN_SHARE

    def _remove_superseded(self) -> int:
        # Not a join of the rows with their newest: PostgreSQL knows nothing yet of the rows that
        # have just landed, takes them for very few, and would search the table for each.
        row_id = self._warehouse.row_id
        superseded = (
            f"select {row_id} from (select {row_id}, _dlt_load_id, deleted, "
            "max(_dlt_load_id) over same_key as newest, "
            "max(case when not deleted then _dlt_load_id end) over same_key as newest_live "
            f"from {self._raw} where connection = ? {self._own} and _dlt_load_id > ? "
            f"and {self._complete} "
            "window same_key as (partition by key)) as versions "
            "where _dlt_load_id < case when deleted then newest else newest_live end"
        )
        return self._warehouse.execute(
            f"delete from {self._raw} where {self._warehouse.row_in(superseded)}",
            [self._connection, self._newest],
        )

    def _note_superseded(self) -> None:
        """Notes how many rows of each load since the newest snapshot are gone."""
        self._warehouse.execute(
            f"update {self._loads} as described set removed_count = landed_count - standing.amount "
            "from (select listed._dlt_load_id as load_id, coalesce(found.amount, 0) as amount "
            f"from {self._loads} as listed left join ("
            f"select _dlt_load_id, count(*) as amount from {self._raw} "
            f"where connection = ? {self._own} and _dlt_load_id > ? "
            "group by _dlt_load_id) as found "
            "on found._dlt_load_id = listed._dlt_load_id "
            "where listed.connection = ? and listed.entity = ?) as standing "
            "where connection = ? and entity = ? and _dlt_load_id > ? "
            f"and standing.load_id = _dlt_load_id and {self._complete}",
            [self._connection, self._newest, *[self._connection, self._entity] * 2, self._newest],
        )

    def _shorten_loads(self) -> None:
        """Removes loads without rows, but for the kept snapshots and the newest loads."""
        self._warehouse.execute(
            f"delete from {self._loads} where connection = ? and entity = ? and {self._complete} "
            f"and landed_count = coalesce(removed_count, 0) {self._needed} "
            "and not (mode = 'full' and _dlt_load_id >= ?) and _dlt_load_id < ("
            f"select _dlt_load_id from {self._loads} where connection = ? and entity = ? "
            f"and {self._complete} order by _dlt_load_id desc limit 1 offset ?)",
            [self._connection, self._entity, self._oldest, self._connection, self._entity,
             LOADS_KEPT - 1],
        )  # fmt: skip

    def _shorten_quarantine(self) -> None:
        self._warehouse.execute(
            f"delete from {self._quarantine} where connection = ? and entity = ? "
            f"and {self._complete} and (_dlt_load_id < ? or _dlt_load_id not in ("
            f"select _dlt_load_id from {self._loads} where connection = ? and entity = ?))",
            [self._connection, self._entity, self._oldest, self._connection, self._entity],
        )
        since = f"connection = ? and entity = ? and _dlt_load_id > ? and {self._complete}"
        self._warehouse.execute(
            f"delete from {self._quarantine} as older using ("
            "select reason, payload, max(_dlt_load_id) as load_id "
            f"from {self._quarantine} where {since} group by reason, payload) as newest "
            f"where {since} and older.reason = newest.reason and older.payload = newest.payload "
            "and _dlt_load_id < newest.load_id",
            [self._connection, self._entity, self._newest] * 2,
        )


class _Versions(_Entity):
    """The part of an entity that keeps what each record said before: only repetitions go."""

    def _remove_older(self) -> int:
        row_id = self._warehouse.row_id
        repeated = (
            f"select {row_id} from (select {row_id}, _dlt_load_id, content_hash, deleted, "
            "lag(content_hash) over same_key as hash_before, "
            "lag(deleted) over same_key as deleted_before "
            f"from {self._raw} where connection = ? {self._own} and _dlt_load_id < ? "
            f"and {self._complete} "
            "window same_key as (partition by key order by _dlt_load_id, extracted_at)) as told "
            "where content_hash = hash_before and deleted = deleted_before"
        )
        return self._warehouse.execute(
            f"delete from {self._raw} where {self._warehouse.row_in(repeated)}",
            [self._connection, self._oldest],
        )

    def _note_older(self) -> None:
        self._warehouse.execute(
            f"update {self._loads} as described set removed_count = landed_count - standing.amount "
            "from (select listed._dlt_load_id as load_id, coalesce(found.amount, 0) as amount "
            f"from {self._loads} as listed left join ("
            f"select _dlt_load_id, count(*) as amount from {self._raw} "
            f"where connection = ? {self._own} group by _dlt_load_id) as found "
            "on found._dlt_load_id = listed._dlt_load_id "
            "where listed.connection = ? and listed.entity = ?) as standing "
            "where connection = ? and entity = ? and _dlt_load_id < ? "
            f"and standing.load_id = _dlt_load_id and {self._complete}",
            [self._connection, *[self._connection, self._entity] * 2, self._oldest],
        )

    def _has_older_rows(self) -> bool:
        """Whether a load lies before the kept snapshots that no search has seen."""
        rows = self._warehouse.fetch(
            f"select 1 from {self._loads} where connection = ? and entity = ? "
            f"and _dlt_load_id < ? and landed_count > 0 and removed_count is null "
            f"and {self._complete} limit 1",
            [self._connection, self._entity, self._oldest],
        )
        return bool(rows)

    def _has_many_unseen(self) -> bool:
        """Never: what was superseded since the newest snapshot is a version, too."""
        return False


class _Outliving(_Entity):
    """The part of an entity whose records stay although the source has them no longer."""

    def __init__(self, history: History, warehouse: Warehouse, entity: str) -> None:
        super().__init__(history, warehouse, entity)
        self._needed = (
            "and _dlt_load_id not in (select min(later._dlt_load_id) "
            f"from {self._loads} as holding inner join {self._loads} as later "
            "on later.connection = holding.connection and later.entity = holding.entity "
            "and later.mode = 'full' and later._dlt_load_id > holding._dlt_load_id "
            "where holding.landed_count > coalesce(holding.removed_count, 0) "
            "group by holding.connection, holding.entity, holding._dlt_load_id)"
        )

    def _remove_older(self) -> int:
        row_id = self._warehouse.row_id
        replaced = (
            f"select {row_id} from (select {row_id}, _dlt_load_id, "
            "max(_dlt_load_id) over (partition by key) as newest "
            f"from {self._raw} where connection = ? {self._own} and {self._complete}) as versions "
            "where _dlt_load_id < ? and _dlt_load_id < newest"
        )
        return self._warehouse.execute(
            f"delete from {self._raw} where {self._warehouse.row_in(replaced)}",
            [self._connection, self._oldest],
        )

    def _note_older(self) -> None:
        self._warehouse.execute(
            f"update {self._loads} set removed_count = landed_count - ("
            f"select count(*) from {self._raw} as kept where kept.connection = ? {self._own} "
            f"and kept._dlt_load_id = {self._loads}._dlt_load_id) where connection = ? "
            f"and entity = ? and _dlt_load_id < ? and {self._complete}",
            [self._connection, self._connection, self._entity, self._oldest],
        )
