"""Who was served and is in the view no more, from the deletions that flips recorded."""

from collections.abc import Iterator

import msgspec

from extract.kit.destination import Warehouse
from orchestration.generations.served import has_table
from orchestration.trace.people import Person
from orchestration.trace.steps import utc

GONE = """
    select cast(payload as text), deleted_at from race.deletions
    where entity = 'unified_participants' and restored_at is null
        and connection = ? and (payload ->> 'race_id') = ?
    order by record_key
"""
TEXTS = tuple(name for name, kind in Person.__annotations__.items() if kind in (str, str | None))


def read_gone(warehouse: Warehouse, connection: str, race_id: str) -> Iterator[Person]:
    """The registrations of a race that left the view without a word, as they were last served."""
    if not has_table(warehouse, "race", "deletions"):
        return
    for payload, deleted_at in warehouse.fetch(GONE, [connection, race_id]):
        row = msgspec.json.decode(payload)
        known = {name: row.get(name) for name in TEXTS}
        moment = utc(deleted_at) or deleted_at
        yield Person(**{**known, "status": "gone", "date_of_birth": None, "age": row.get("age"),
                        "updated_at": None, "fetched_date": moment})  # fmt: skip
