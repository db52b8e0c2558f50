"""What a sync would bring, with nothing written: every page is read and compared with what landed.

Of each record the key and hash that landed last are held in memory, 150 bytes or so each.
"""

from dataclasses import dataclass, field
from hashlib import md5

from extract.kit.connecting import connected, entities_of
from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.history import History
from extract.kit.options import SyncOptions
from extract.kit.preparing import entities_named, prepare
from extract.kit.progress import teller
from extract.kit.records import Batch, Sorter, Tally
from extract.kit.spec import Entity, Mode, Provider, Reading


@dataclass(frozen=True)
class Rehearsed:
    """What one entity would bring, in records; `unreadable` ones would go into quarantine."""

    entity: str
    mode: Mode
    fetched: int
    added: int
    changed: int
    deleted: int
    unchanged: int
    unreadable: int
    note: str | None


def rehearse(
    provider: Provider, connection: Connection, warehouse: Warehouse, options: SyncOptions
) -> list[Rehearsed]:
    """What a sync with these options would bring, entity by entity; nothing is landed.

    Raises: ProviderError; ConfigError for unknown entities and settings that cannot be used.
    """
    entities = entities_of(provider, connection)
    chosen = entities_named(provider, entities, options.entities)
    history = History(warehouse, provider.slug, connection.slug, provider.table_of)
    with connected(provider, connection, options.doors) as session:
        reading = Reading(connection, session, options.now, accept=options.accept)
        return [_rehearsed(reading, entity, history, provider, options) for entity in chosen]


def _rehearsed(
    reading: Reading, entity: Entity, history: History, provider: Provider, options: SyncOptions
) -> Rehearsed:
    prepare(reading, entity, history, provider, options)
    comparison = Comparison(history.hashes(entity.name))
    tally = Tally()
    sorter = Sorter(entity, tally)
    far = teller(reading, entity.name, history, options)
    for page in entity.read(reading):
        comparison.add(sorter.batch(page), are_gone=entity.tombstones)
        far(tally.fetched)
    is_whole = reading.cursor is None and not reading.notes
    return Rehearsed(
        entity.name, "full" if is_whole else "incremental", tally.fetched,
        comparison.added, comparison.changed,
        comparison.deleted + (comparison.absent if is_whole else 0),
        comparison.unchanged, tally.quarantined,
        "; ".join([*reading.notes, *reading.remarks]) or None,
    )  # fmt: skip


@dataclass
class Comparison:
    """Records beside those that landed last: `held` has the hash of each by key, None if gone."""

    held: dict[str, str | None]
    added: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0
    _seen: set[str] = field(default_factory=set)

    @property
    def absent(self) -> int:
        """How many that stand were not among the records."""
        return sum(hash_ is not None and key not in self._seen for key, hash_ in self.held.items())

    def add(self, batch: Batch, *, are_gone: bool) -> None:
        """Counts the records of a batch, each key once."""
        for key, data, reason in zip(batch.key, batch.data, batch.delete_reason, strict=True):
            if key in self._seen:
                continue
            self._seen.add(key)
            before = self.held.get(key)
            if are_gone or reason is not None:
                self.deleted += before is not None
            elif before is None:
                self.added += 1
            elif before == md5(data, usedforsecurity=False).hexdigest():
                self.unchanged += 1
            else:
                self.changed += 1
