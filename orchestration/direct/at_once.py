"""Lands a few records and serves them in one transaction, while builds and syncs go on.

Nobody's row is waited for: a model that is being built holds its entry of the served ones until it
is done, so that this transaction only reads there which generation is served. Where a flip comes in
between, the records have landed and are missing in what was flipped to; `was_flipped` tells it, and
catching up serves them. For that the entry's loads stay as they are: later loads are looked at
again, those that were served at once too.
"""

from dataclasses import dataclass

from extract.kit.destination import LOADS, Warehouse, raw_schema
from extract.kit.few import Few
from orchestration.direct.applying import Brought, Change, replaced
from orchestration.direct.patches import Patch, patches_of
from orchestration.generations.served import has_table

ACTIVE = "select active_version from ops.sync_metadata where entity = ?"
# How many rows there are is told by the way; whoever builds the model counts them anew.
COUNTED = {
    "duckdb": "update ops.sync_metadata set row_count = row_count + ? where entity = ?",
    "postgres": """
        update ops.sync_metadata set row_count = row_count + ? where entity = (
            select entity from ops.sync_metadata where entity = ? for update skip locked
        )
    """,
}


@dataclass(frozen=True)
class Served:
    """What became of a few records: the load, and what changed in each served view.

    `is_current` is false where what is served was flipped meanwhile, or was never built.
    """

    load_id: str
    changes: tuple[Change, ...]
    is_current: bool


def can_land(warehouse: Warehouse, few_of: str) -> bool:
    """Whether a provider was ever synced here: its tables are made by the first sync."""
    schema = raw_schema(few_of)
    return all(has_table(warehouse, schema, name) for name in (LOADS, "_dlt_loads"))


def land_and_serve(warehouse: Warehouse, few: Few) -> Served:
    """What was served of the records, all of it with their landing or nothing.

    Raises: PatchRefused when a key would come twice; nothing has landed then.
    """
    patches = patches_of(warehouse, raw_schema(few.provider.slug))
    entity = few.provider.entities[0].table
    mine = [patch for patch in patches if patch.raw_entity == entity]
    with warehouse.transaction():
        load_id = few.land(warehouse)
        brought = Brought(few.connection.slug, load_id, few.keys)
        changes = [replaced(warehouse, patch, brought) for patch in mine]
        for patch, change in zip(mine, changes, strict=True):
            if more := change.added - change.deleted:
                warehouse.execute(COUNTED[warehouse.engine], [more, patch.entity])
    is_current = bool(mine) and not any(was_flipped(warehouse, patch) for patch in mine)
    return Served(load_id, tuple(changes), is_current)


def was_flipped(warehouse: Warehouse, patch: Patch) -> bool:
    """Whether another generation is served by now than the one that was patched."""
    return bool(warehouse.fetch(ACTIVE, [patch.entity])[0][0] != patch.active_version)
