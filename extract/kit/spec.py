"""What a provider declares: its slug, secrets, entities, pace. Only the kit reads it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec

from extract.kit.budget import Rate
from extract.kit.connection import Connection
from extract.kit.http import Session
from extract.kit.settings import Setting

Mode = Literal["full", "incremental"]
SHARED_NAME = re.compile("[a-z0-9_]+")


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
    of this one, `contexts` those in which rows of this one were ever found, `context_before` that
    of some row of the newest full load. `accept` says a person
    has agreed to an answer that went empty. A reader that could not see everything says so with
    `leave_out`: the load then counts as incremental, so that absence means nothing, and its cursor
    stays where it was. One that reads all where changes were asked for sets `cursor` to None and
    says why in `remarks`. `expected` is how many rows the provider says will come, for who watches.
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
    context_before: Callable[[], dict[str, Any] | None] = field(default=lambda: None)
    accept: bool = False
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    upstream_total: int | None = None
    expected: int | None = None

    def leave_out(self, note: str) -> None:
        """Records that part of the entity could not be read, and why."""
        self.notes.append(note)


@dataclass(frozen=True)
class Entity:
    """One kind of record: how it is read and told apart.

    `head` is a msgspec struct of just the fields that `identify` needs. With `follows_changes`
    the provider can be asked for changes only. `tombstones` says that every row tells of a record
    that is gone; elsewhere only one with a reason does. With `changes_logged` the provider keeps a
    log of changes: the next read starts when this one did, whatever the records' own stamps say.
    With `contradictions` rows of one key land all if they differ, for the models to judge: that is
    for a list that comes as one reply, in which no row is there twice for having been paged.
    With `of_people` each record is about one person in a race, whose story it is part of. What
    `is_described` comes from settings and descriptions: its full loads may shrink without consent.
    Of one that `keeps_versions` what superseded rows said stays, for the story of each record.
    `shares` names the entity in whose raw table the records land, each under a key that begins with
    this entity's own name and a bar; the name is made of small letters, digits and underscores.
    What `outlives_source` keeps the newest row of a record that full loads have no longer.
    """

    name: str
    head: type[msgspec.Struct]
    identify: Callable[[Any, dict[str, Any]], Identity]
    read: Callable[[Reading], Iterator[Page]]
    follows_changes: bool = False
    changes_logged: bool = False
    tombstones: bool = False
    contradictions: bool = False
    of_people: bool = False
    is_described: bool = False
    keeps_versions: bool = False
    shares: str = ""
    outlives_source: bool = False

    def __post_init__(self) -> None:
        """Refuses a name that could not be told from a key."""
        if self.shares and not SHARED_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name of small letters, digits and underscores")

    @property
    def table(self) -> str:
        """The entity that names the raw table."""
        return self.shares or self.name

    @property
    def key_prefix(self) -> str:
        """What the keys begin with in a table that several entities share, else nothing."""
        return f"{self.name}|" if self.shares else ""


@dataclass(frozen=True)
class Secret:
    """A secret's name and what a person must know to find it."""

    name: str
    help: str


@dataclass(frozen=True)
class Operation:
    """What of a provider is synced on its own: the entities it reads, all where none are named.

    `cadence` is a cron line in UTC; `race_day` is the one that holds around an event. One that
    `is_full` reads everything where the provider could be asked for changes.
    """

    name: str
    cadence: str
    entities: tuple[str, ...] = ()
    race_day: str | None = None
    is_full: bool = False


def registration(*discovery: str) -> tuple[Operation, ...]:
    """The operations of a registration provider, whose events are seen by reading `discovery`."""
    return (
        Operation("events", "0 2 * * *", discovery),
        Operation("participants", "0 */4 * * *", race_day="*/5 * * * *"),
    )


def scoring(*discovery: str) -> tuple[Operation, ...]:
    """The operations of a scoring provider, whose events are seen by reading `discovery`."""
    return (
        Operation("events", "0 2 * * *", discovery),
        Operation("results", "*/30 * * * *", race_day="* * * * *"),
    )


@dataclass(frozen=True)
class WebhookCall:
    """One call that a provider has made: its raw body, its headers in lower case, when it came."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    received_at: datetime


@dataclass(frozen=True)
class Told:
    """What somebody told of one record: its `key`, and why it is gone if it is said to be.

    `event_id` tells an event from others, `said_at` is the provider's moment of it, `heard_at` the
    one at which a webhook brought it; both are UTC. Who asks for a record by its key heard nothing.
    """

    event_id: str
    key: str
    delete_reason: str | None = None
    said_at: datetime | None = None
    heard_at: datetime | None = None


@dataclass(frozen=True)
class Provider:
    """Everything the kit must know of one provider.

    `title` is the name that people know it by, `domain` the one that its entities belong to.
    `settings` are those of its connections, beside the ones that every connection has. Of a
    provider that `is_served_at_once` a sync is done when its rows are served, not when they landed.
    Where each connection chooses its own entities, `entities_of` makes them of its settings, and
    `entities` are those whose raw tables they land in, the one that they share first. One that
    signs its webhooks gives the id of a delivery's event with `heard`, or refuses it: AuthError
    where it is not believed, BadReply where it is no event. One whose webhooks come unsigned, with
    a secret in the URL, gives what a body tells with `told`: None where it is about nothing that is
    read here, BadReply where it is no event. The records are then read again with `read_told`, of
    the first entity. Of one that `is_parted` an entity that
    cannot be read leaves the others done, and each tells how many records are new or changed. What
    is served of one that `has_edits` stands on tables as well that others write at any time. `logs`
    are what tells of changes beside the entities: never landed, but a connection is tried on them.
    """

    slug: str
    title: str
    domain: str
    secrets: tuple[Secret, ...]
    entities: tuple[Entity, ...]
    operations: tuple[Operation, ...]
    connect: Callable[[Connection, "Doors"], Session]
    rates: tuple[Rate, ...] = ()
    overlap_seconds: int = 60
    page_url: str = ""
    settings: tuple[Setting, ...] = ()
    is_served_at_once: bool = False
    entities_of: Callable[[Connection], tuple[Entity, ...]] | None = None
    heard: Callable[[Connection, WebhookCall], str] | None = None
    told: Callable[[bytes], Told | None] | None = None
    read_told: Callable[[Reading, Sequence[Told]], Iterator[Page]] | None = None
    is_parted: bool = False
    has_edits: bool = False
    logs: tuple[Entity, ...] = ()

    def chosen_by(self, connection: Connection) -> tuple[Entity, ...]:
        """The entities of one connection.

        Raises: ConfigError when its settings make none.
        """
        return self.entities_of(connection) if self.entities_of else self.entities

    def table_of(self, entity: str) -> str:
        """The entity that names the raw table of an entity of any connection."""
        names = [one.name for one in self.entities]
        return names[0] if self.entities_of and entity not in names else entity


@dataclass(frozen=True)
class Doors:
    """What the surroundings give a provider's session: the folder of shared budgets, if any."""

    budget_path: Any = None
