"""Named warehouses that a sync may go to: DuckDB files and PostgreSQL databases.

A database's password is sealed as a connection's secrets are; its address is kept without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import sqlalchemy as sa

from extract.kit.destination import Target
from extract.kit.preparing import UnknownEntity
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.registry.auditing import Change, remember
from orchestration.registry.changing import writing
from orchestration.registry.errors import Clash, Disabled, RegistryError
from orchestration.registry.naming import checked_name, found, slug_of
from orchestration.registry.sealing import Keyring, Place, Sealed
from orchestration.registry.table import DESTINATION_SECRETS, DESTINATIONS
from orchestration.workplace import Workplace

KIND, PASSWORD = "destination", "password"
SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True)
class Destination:
    """One named warehouse, its password sealed; times in UTC."""

    id: str
    slug: str
    name: str
    engine: Literal["duckdb", "postgres"]
    location: str
    is_active: bool
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    sealed: Sealed | None = field(default=None, repr=False)

    @property
    def spot(self) -> Place:
        """Where its password belongs."""
        return Place(KIND, self.id, PASSWORD, self.slug)

    def target(self, env: Mapping[str, str]) -> Target:
        """The warehouse, with its password if it has one.

        Raises: Locked when the password cannot be opened.
        """
        if self.sealed is None:
            return Target(self.engine, self.location)
        word = quote(Keyring.from_env(env).open(self.sealed, self.spot), safe="")
        head, _, tail = self.location.partition("@")
        return Target(self.engine, f"{head}:{word}@{tail}")


COLUMNS = tuple(DESTINATIONS.c[one.name] for one in fields(Destination) if one.name != "sealed")


def destinations(place: Workplace) -> list[Destination]:
    """Every destination, by slug; none where there is no control store yet."""
    if place.store_if_there is None:
        return []
    with place.store.connect() as store:
        return read_all(store)


def find_destination(place: Workplace, wanted: str) -> Destination:
    """The destination of that id, slug or name.

    Raises: NotThere with the nearest names.
    """
    return found(wanted, destinations(place), KIND)


def sent_to(place: Workplace, words: Sequence[str]) -> tuple[Workplace, tuple[str, ...]]:
    """The workplace with the warehouse that the first word names, if it does, and the other words.

    Raises: Disabled when it is switched off; Locked when its password cannot be opened.
    """
    for one in destinations(place) if words else ():
        if words[0].casefold() in (one.slug, one.id, one.name.casefold()):
            return place.at(usable(one).target(place.env)), tuple(words[1:])
    return place, tuple(words)


@contextmanager
def as_destination_too(place: Workplace, words: Sequence[str]) -> Iterator[None]:
    """Says of a first word that is no entity that it is no destination either.

    Raises: UnknownEntity with the destinations that there are.
    """
    try:
        yield
    except UnknownEntity as error:
        if words[0] not in error.names:
            raise
        known = ", ".join(one.slug for one in destinations(place)) or "none yet"
        said = f"{error} Nor is there a destination {words[0]}. Known: {known}."
        raise UnknownEntity(said, error.names) from None


def usable(one: Destination) -> Destination:
    """The destination, if it is not switched off.

    Raises: Disabled.
    """
    if not one.is_active:
        raise Disabled(
            f"The destination {one.slug} is disabled. Nothing was done. Enable it with: "
            f"syncline destinations enable {one.slug}"
        )
    return one


def add_destination(
    place: Workplace, name: str, location: str, password: str | None = None
) -> Destination:
    """The destination that was added; a file's path counts from the workplace's folder.

    Raises: RegistryError, of the kind that tells what is wrong.
    """
    shown, moment = checked_name(name), utc_now()
    slug = slug_of(shown)
    engine, where = located(place, location, has_password=password is not None)
    with writing(place.store) as store:
        check_free(store, shown, slug)
        values = {
            "id": _new_id(), "slug": slug, "name": shown, "engine": engine, "location": where,
            "created_at": moment, "created_by": place.actor,
        }  # fmt: skip
        stamp = {"changed_at": moment, "changed_by": place.actor, "is_active": True, "settings": {}}
        store.execute(sa.insert(DESTINATIONS).values({**values, **stamp}))
        made = found(slug, read_all(store), KIND)
        if password:
            keep_password(store, place, made, password)
        remember_that(store, place, made, "added", _about(made))
        return found(slug, read_all(store), KIND)


def is_inside(place: Workplace, location: str) -> bool:
    """Whether a file would lie below the workplace's folder; a database is not of this machine."""
    if location.partition(":")[0] in SCHEMES:
        return True
    return (place.home / location).resolve().is_relative_to(place.home)


def remove_destination(place: Workplace, wanted: str) -> Destination:
    """The destination that was removed; what stands in it stays.

    Raises: NotThere.
    """
    with writing(place.store) as store:
        gone = found(wanted, read_all(store), KIND)
        store.execute(
            sa.delete(DESTINATION_SECRETS).where(DESTINATION_SECRETS.c.owner_id == gone.id)
        )
        store.execute(sa.delete(DESTINATIONS).where(DESTINATIONS.c.id == gone.id))
        remember_that(store, place, gone, "removed", _about(gone))
        return gone


def keep_password(
    store: sa.Connection, place: Workplace, one: Destination, password: str | None
) -> None:
    """Seals a destination's password in place of the one that it had; None takes that out."""
    mine = DESTINATION_SECRETS.c.owner_id == one.id
    store.execute(sa.delete(DESTINATION_SECRETS).where(mine))
    if password:
        sealed = Keyring.from_env(place.env).seal(password, one.spot)
        row = {"owner_id": one.id, "field": PASSWORD, "changed_at": utc_now(), **vars(sealed)}
        store.execute(sa.insert(DESTINATION_SECRETS).values(row))


def read_all(store: sa.Connection) -> list[Destination]:
    """Every destination, by slug."""
    sealed = {
        row.owner_id: Sealed(bytes(row.ciphertext), row.key_id)
        for row in store.execute(sa.select(DESTINATION_SECRETS))
    }
    rows = [_destination(row, sealed) for row in store.execute(sa.select(*COLUMNS))]
    return sorted(rows, key=lambda one: one.slug)


def _destination(row: Any, sealed: Mapping[str, Sealed]) -> Destination:
    return Destination(**dict(row._mapping), sealed=sealed.get(row.id))


def located(
    place: Workplace, location: str, *, has_password: bool, keeps_one: bool = False
) -> tuple[Literal["duckdb", "postgres"], str]:
    """Engine and address; of a database without password, of a file the whole path.

    Raises: RegistryError; nothing of the address is repeated, for it may hold a password.
    """
    try:
        parts = urlsplit(location)
        scheme, password, query = parts.scheme, parts.password, parts.query
    except ValueError:
        raise _no_place() from None
    if scheme in SCHEMES:
        if password is not None or "password" in query:
            raise RegistryError(
                "The address has a password in it, which others see on a command line. Nothing was "
                "done. Leave it out and use --secret password; have it replaced if it is real."
            )
        if (has_password or keeps_one) and not parts.username:
            raise RegistryError("The address has no user that the password is of.")
        if not location.isprintable():
            raise _no_place()
        return "postgres", location
    if has_password:
        raise RegistryError("A DuckDB file has no password. Nothing was done.")
    if scheme or not location.endswith((".duckdb", ".db")) or not location.isprintable():
        raise _no_place()
    return "duckdb", str((place.home / location).resolve())


def _no_place() -> RegistryError:
    return RegistryError(
        "Give a file as path/to/name.duckdb, or postgresql://user@host:5432/database. "
        "Nothing was done."
    )


def check_free(store: sa.Connection, name: str, slug: str, *, own: str = "") -> None:
    """Makes sure that a name and its slug are nobody's, but for the destination of the id `own`.

    Raises: Clash.
    """
    entities = {entity.name for provider in PROVIDERS.values() for entity in provider.entities}
    if slug in entities:
        raise Clash(f"{slug} is an entity's name, so that `sync` could not tell them apart.")
    for other in read_all(store):
        if other.id == own:
            continue
        if slug == other.slug or name.casefold() in (other.name.casefold(), other.slug):
            raise Clash(f"There is a destination {other.slug} ({other.name!r}) already.")


def _about(one: Destination) -> dict[str, str]:
    return {"engine": one.engine, "location": one.location}


def remember_that(
    store: sa.Connection, place: Workplace, one: Destination, action: str,
    detail: Mapping[str, Any],
) -> None:  # fmt: skip
    """Notes who did what to a destination."""
    change = Change(utc_now(), place.actor, KIND, one.id, one.slug, one.name, action, detail)
    remember(store, change)


def _new_id() -> str:
    from uuid import uuid4

    return str(uuid4())
