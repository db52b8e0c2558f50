"""Adding, changing and removing connections: each change whole or not at all, and remembered."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.sync import utc_now
from orchestration.control.store import exclusive
from orchestration.registry.auditing import Change, remember
from orchestration.registry.declaring import declared_of
from orchestration.registry.entries import Entry, read_entries
from orchestration.registry.errors import Clash, Elsewhere
from orchestration.registry.naming import checked_name, checked_owner, checked_slug, found, slug_of
from orchestration.registry.sealing import Keyring
from orchestration.registry.table import CONNECTION_SECRETS, CONNECTIONS
from orchestration.workplace import Workplace

LOCK = 7_390_455


@dataclass(frozen=True)
class Wish:
    """A connection as somebody wants it; the slug follows from the name where none is given."""

    name: str
    provider: str
    owner: str = ""
    slug: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_active: bool = True

    def having(self, secrets: Mapping[str, str]) -> "Wish":
        """The same with secrets."""
        return replace(self, secrets=secrets)


@dataclass(frozen=True)
class Edit:
    """What is to be changed; None leaves as it is, and takes out where it is a value by name."""

    name: str | None = None
    owner: str | None = None
    is_active: bool | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str | None] = field(default_factory=dict, repr=False)

    def having(self, secrets: Mapping[str, str]) -> "Edit":
        """The same with more secrets."""
        return replace(self, secrets={**self.secrets, **secrets})


@dataclass(frozen=True)
class Registry:
    """The registry's connections, to be changed by one person.

    `in_files` are the slugs that files have taken.
    """

    store: sa.Engine
    keyring: Callable[[], Keyring]
    actor: str
    in_files: Collection[str] = ()
    now: Callable[[], datetime] = utc_now
    new_id: Callable[[], str] = lambda: str(uuid4())

    @classmethod
    def of(cls, place: Workplace, actor: str | None = None) -> "Registry":
        """The registry of a workplace."""
        return cls(
            place.store,
            lambda: Keyring.from_env(place.env),
            actor or place.actor,
            frozenset(place.directory.files),
        )

    def check(self, wish: Wish) -> None:
        """Finds what is wrong with a wish before anybody is asked for its secrets.

        Raises: RegistryError, of the kind that tells what is wrong.
        """
        with self.store.connect() as store:
            self._checked(store, wish)

    def find(self, wanted: str) -> Entry:
        """The connection of that id, slug or name.

        Raises: NotThere, Elsewhere.
        """
        with self.store.connect() as store:
            return self._entry(store, wanted)

    def add(self, *wishes: Wish) -> list[Entry]:
        """The connections that were added, all of them or none.

        Raises: RegistryError, of the kind that tells what is wrong.
        """
        with self._writing() as store:
            return [self._added(store, wish) for wish in wishes]

    def change(self, wanted: str, edit: Edit) -> Entry:
        """The connection of that id, slug or name, changed.

        Raises: RegistryError, of the kind that tells what is wrong.
        """
        with self._writing() as store:
            entry = self._entry(store, wanted)
            declared = declared_of(entry.provider)
            declared.check_settings({k: v for k, v in edit.settings.items() if v is not None})
            declared.check_secrets(edit.secrets)
            checked_owner(edit.owner or "")
            values, told = self._changes(store, entry, edit)
            if values.get("is_active", entry.is_active):
                whole = values.get("settings", entry.settings)
                declared.check_whole(Connection(entry.slug, entry.provider, "", whole))
            if told:
                self._stamp(store, entry, values)
                self._keep(store, entry, edit.secrets)
                self._remember(store, entry, _action(edit, told), told)
            return self._entry(store, entry.id)

    def remove(self, wanted: str) -> Entry:
        """The connection that was removed, its secrets with it; what it landed stays.

        Raises: NotThere, Elsewhere.
        """
        with self._writing() as store:
            entry = self._entry(store, wanted)
            about = {"provider": entry.provider, "owner": entry.owner}
            store.execute(
                sa.delete(CONNECTION_SECRETS).where(CONNECTION_SECRETS.c.owner_id == entry.id)
            )
            store.execute(sa.delete(CONNECTIONS).where(CONNECTIONS.c.id == entry.id))
            self._remember(store, entry, "removed", about)
            return entry

    def _added(self, store: sa.Connection, wish: Wish) -> Entry:
        provider, name, slug = self._checked(store, wish)
        moment = self.now()
        entry = Entry(
            self.new_id(), slug, name, provider, wish.owner, wish.is_active,
            dict(wish.settings), moment, self.actor, moment, self.actor,
        )  # fmt: skip
        values = {**vars(entry)}
        values.pop("sealed")
        store.execute(sa.insert(CONNECTIONS).values(values))
        self._keep(store, entry, {name: text for name, text in wish.secrets.items() if text})
        about = {
            "provider": entry.provider, "owner": entry.owner,
            "settings": sorted(wish.settings), "secrets": sorted(wish.secrets),
        }  # fmt: skip
        self._remember(store, entry, "added", about)
        return self._entry(store, entry.id)

    def _checked(self, store: sa.Connection, wish: Wish) -> tuple[str, str, str]:
        """The provider's slug, the name and the slug of a wish that can be granted."""
        declared, name = declared_of(wish.provider), checked_name(wish.name)
        slug = checked_slug(wish.slug, wish.slug) if wish.slug else slug_of(name)
        checked_owner(wish.owner)
        declared.check_settings(wish.settings)
        declared.check_secrets(wish.secrets)
        if wish.is_active:
            declared.check_whole(Connection(slug, wish.provider, wish.owner, wish.settings))
        self._check_free(store, name, slug)
        return declared.provider.slug, name, slug

    def _check_free(self, store: sa.Connection, name: str, slug: str) -> None:
        if slug in self.in_files:
            raise Clash(f"The slug {slug} is taken by a connection in a file. Choose another name.")
        for other in read_entries(store):
            if slug == other.slug or name.casefold() in (other.name.casefold(), other.slug):
                raise Clash(
                    f"{name!r} gives the slug {slug}, and there is {other.slug} ({other.name!r}) "
                    "already. Choose another name."
                )

    def _changes(
        self, store: sa.Connection, entry: Entry, edit: Edit
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values to be written, and what is remembered of them: of settings the names."""
        given = {"name": edit.name, "owner": edit.owner, "is_active": edit.is_active}
        values: dict[str, Any] = {
            name: value
            for name, value in given.items()
            if value is not None and value != getattr(entry, name)
        }
        if "name" in values:
            values["name"] = self._free_name(store, entry, str(values["name"]))
        told: dict[str, Any] = {name: [getattr(entry, name), new] for name, new in values.items()}
        merged = {**entry.settings, **edit.settings}
        settings = {name: value for name, value in merged.items() if value is not None}
        if settings != entry.settings:
            values["settings"] = settings
            told["settings"] = sorted(
                name for name in merged if settings.get(name) != entry.settings.get(name)
            )
        if edit.secrets:
            told["secrets"] = sorted(edit.secrets)
        return values, told

    def _free_name(self, store: sa.Connection, entry: Entry, given: str) -> str:
        name = checked_name(given)
        for other in read_entries(store):
            if other.id != entry.id and name.casefold() in (other.name.casefold(), other.slug):
                raise Clash(f"There is a connection {other.name!r} already. Choose another name.")
        return name

    def _stamp(self, store: sa.Connection, entry: Entry, values: dict[str, Any]) -> None:
        stamp = {"changed_at": self.now(), "changed_by": self.actor}
        store.execute(
            sa.update(CONNECTIONS).where(CONNECTIONS.c.id == entry.id).values({**values, **stamp})
        )

    def _keep(self, store: sa.Connection, entry: Entry, secrets: Mapping[str, str | None]) -> None:
        """Seals each secret for its place; None or nothing takes it out."""
        table = CONNECTION_SECRETS
        if not secrets:
            return
        keyring = self.keyring() if any(secrets.values()) else Keyring()
        for name, text in secrets.items():
            own = (table.c.owner_id == entry.id, table.c.field == name)
            store.execute(sa.delete(table).where(*own))
            if text:
                sealed = keyring.seal(text, entry.place_of(name))
                values = {"owner_id": entry.id, "field": name, "changed_at": self.now()}
                store.execute(sa.insert(table).values({**values, **vars(sealed)}))

    def _entry(self, store: sa.Connection, wanted: str) -> Entry:
        if wanted in self.in_files:
            raise Elsewhere(
                f"The connection {wanted} stands in .syncline/connections.toml, or in the demo's. "
                "Nothing was changed. Change it there."
            )
        return found(wanted, read_entries(store), "connection in the registry")

    def _remember(
        self, store: sa.Connection, entry: Entry, action: str, detail: Mapping[str, Any]
    ) -> None:
        change = Change(
            self.now(), self.actor, "connection", entry.id, entry.slug, entry.name, action, detail
        )
        remember(store, change)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """One transaction, in which nobody else changes the registry."""
        with writing(self.store) as store:
            yield store


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that changes the registry; whoever reads it does not wait."""
    with exclusive(engine).begin() as store:
        if store.dialect.name == "postgresql":
            store.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        yield store


def _action(edit: Edit, told: Mapping[str, Any]) -> str:
    if set(told) == {"is_active"}:
        return "enabled" if edit.is_active else "disabled"
    return "changed"
