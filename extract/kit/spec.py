"""What a provider declares: its slug, secrets, entities, pace. Only the kit reads it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec

from extract.kit.budget import Rate
from extract.kit.connection import Connection
from extract.kit.http import Session

Mode = Literal["full", "incremental"]


@dataclass(frozen=True)
class Page:
    """Records of one reply: `rows` as their own bytes, `context` as the bytes of a JSON object.

    `context` says where in the provider's answer the rows stood (race, event); it lands beside
    them as `_context`. `received_at` is in UTC.
    """

    rows: Sequence[msgspec.Raw]
    context: bytes
    received_at: datetime
    place: str = ""


class Identity(NamedTuple):
    """What the warehouse must know of a record: its key, upstream's own stamp, why it is gone."""

    key: str | None
    updated_at: datetime | None = None
    delete_reason: str | None = None


class Held(NamedTuple):
    """What the warehouse holds of a record since earlier loads, in its newest state.

    `context` is the page's; `content_hash` that of the record with its context; `extracted_at` UTC.
    """

    key: str
    context: dict[str, Any]
    content_hash: str
    extracted_at: datetime


@dataclass
class Reading:
    """One sync of one connection, handed to every reader.

    `cursor` is where this entity's incremental read starts (inclusive), None for a full read.
    `known` carries ids from one entity to the next. `rows_before` counts the entity's rows of the
    newest full load whose key starts with a text; `held` gives an entity's records of earlier
    loads. `keys_beside` gives the keys of another entity in the newest load that brought it and all
    of this one, `contexts` those in which rows of this one were ever found. `accept` says a person
    has agreed to an answer that went empty. A reader that could not see everything says so with
    `leave_out`: the load then counts as incremental, so that absence means nothing, and its cursor
    stays where it was.
    """

    connection: Connection
    session: Session
    now: Callable[[], datetime]
    cursor: datetime | None = None
    known: dict[str, Any] = field(default_factory=dict)
    rows_before: Callable[[str], int] = field(default=lambda _prefix: 0)
    held: Callable[[str], Iterator[Held]] = field(default=lambda _entity: iter(()))
    keys_beside: Callable[[str], set[str]] = field(default=lambda _entity: set())
    contexts: Callable[[], list[dict[str, Any]]] = field(default=lambda: [])
    accept: bool = False
    notes: list[str] = field(default_factory=list)
    upstream_total: int | None = None

    def leave_out(self, note: str) -> None:
        """Records that part of the entity could not be read, and why."""
        self.notes.append(note)


@dataclass(frozen=True)
class Entity:
    """One kind of record: how it is read and told apart.

    `head` is a msgspec struct of just the fields that `identify` needs. With `follows_changes`
    the provider can be asked for changes only. `tombstones` marks rows that say a record is gone.
    With `contradictions` rows of one key land all if they differ, for the models to judge: that is
    for a list that comes as one reply, in which no row is there twice for having been paged.
    With `of_people` each record is about one person in a race, whose story it is part of.
    """

    name: str
    head: type[msgspec.Struct]
    identify: Callable[[Any, dict[str, Any]], Identity]
    read: Callable[[Reading], Iterator[Page]]
    follows_changes: bool = False
    tombstones: bool = False
    contradictions: bool = False
    of_people: bool = False


@dataclass(frozen=True)
class Secret:
    """A secret's name and what a person must know to find it."""

    name: str
    help: str


@dataclass(frozen=True)
class Provider:
    """Everything the kit must know of one provider; `cadence` is a cron line in UTC."""

    slug: str
    secrets: tuple[Secret, ...]
    entities: tuple[Entity, ...]
    connect: Callable[[Connection, "Doors"], Session]
    rates: tuple[Rate, ...] = ()
    cadence: str = "0 */4 * * *"
    overlap_seconds: int = 60
    page_url: str = ""


@dataclass(frozen=True)
class Doors:
    """What the surroundings give a provider's session: the folder of shared budgets, if any."""

    budget_path: Any = None
