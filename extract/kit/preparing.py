"""What a sync reads, and from where: the entities that were asked for, each one's cursor."""

from datetime import datetime, timedelta
from functools import partial

from extract.kit.errors import ConfigError
from extract.kit.history import History
from extract.kit.options import SyncOptions
from extract.kit.settings import OVERLAP, number_of
from extract.kit.spec import Entity, Provider, Reading


class UnknownEntity(ConfigError):
    """There are no entities of those names."""

    def __init__(self, message: str, names: tuple[str, ...]) -> None:
        super().__init__(message)
        self.names = names


def entities_named(
    provider: Provider, entities: tuple[Entity, ...], names: tuple[str, ...]
) -> list[Entity]:
    """The entities of those names, in the singular or plural and whatever their case; all of them
    where none is named. A shared table stands for all in it.

    Raises: UnknownEntity with those that there are.
    """
    asked = {name.casefold() for name in names}
    known = {form for entity in entities for form in _forms(entity)}
    if unknown := tuple(name for name in names if name.casefold() not in known):
        listed = ", ".join(entity.name for entity in entities)
        said = f"{provider.slug} has no entity {', '.join(unknown)}. It has {listed}."
        raise UnknownEntity(said, unknown)
    return [one for one in entities if not names or asked & _forms(one)]


def _forms(entity: Entity) -> set[str]:
    """The names that an entity goes by."""
    name = entity.name
    stem = name.removesuffix("ies")
    return {name, name.removesuffix("s") if stem == name else f"{stem}y", entity.table}


def prepare(
    reading: Reading,
    entity: Entity,
    history: History,
    provider: Provider,
    options: SyncOptions,
) -> datetime | None:
    """How far earlier loads of an entity got, with the reading set up to go on from there.

    It goes on from the option `since` where the entity can be asked for changes.
    """
    reached = None
    if entity.follows_changes and not options.full:
        reached = history.cursor(entity.name)
    overlap = number_of(reading.connection.settings, OVERLAP, provider.overlap_seconds)
    reading.cursor = reached - timedelta(seconds=overlap) if reached else None
    if options.since and entity.follows_changes:
        reading.cursor = options.since
    reading.notes, reading.remarks = [], []
    reading.upstream_total = reading.expected = None
    reading.rows_before = partial(history.rows_before, entity.name)
    reading.keys_beside = partial(history.keys_beside, entity.name)
    reading.contexts = partial(history.contexts, entity.name)
    reading.context_before = partial(history.context_before, entity.name)
    reading.held = history.held
    return reached
