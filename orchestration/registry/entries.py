"""The registry's connections as they are stored; a secret is opened only when it is used."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from extract.kit.connection import Connection
from orchestration.control.registry import secrets_in
from orchestration.registry.errors import Locked
from orchestration.registry.sealing import Keyring, Place, Sealed
from orchestration.registry.table import CONNECTION_SECRETS, CONNECTIONS

KIND = "connection"


@dataclass(frozen=True)
class Entry:
    """One connection of the registry, its secrets sealed; times in UTC."""

    id: str
    slug: str
    name: str
    provider: str
    owner: str
    is_active: bool
    settings: Mapping[str, Any]
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    sealed: Mapping[str, Sealed] = field(default_factory=dict, repr=False)

    def place_of(self, secret: str) -> Place:
        """Where one of its secrets belongs."""
        return Place(KIND, self.id, secret, self.slug)

    def connection(self, env: Mapping[str, str]) -> Connection:
        """The account; what the environment holds for it goes before what is stored."""
        secrets = Secrets(self, lambda: Keyring.from_env(env), secrets_in(env, self.slug))
        return Connection(
            self.slug, self.provider, self.owner, self.settings, secrets, self.is_active
        )


COLUMNS = tuple(CONNECTIONS.c[one.name] for one in fields(Entry) if one.name != "sealed")


class Secrets(Mapping[str, str]):
    """A connection's secrets by name, each opened when it is asked for, and not kept."""

    def __init__(
        self, entry: Entry, keyring: Callable[[], Keyring], given: Mapping[str, str]
    ) -> None:
        self._entry, self._keyring, self._given = entry, keyring, given

    def __getitem__(self, name: str) -> str:
        """The secret.

        Raises: KeyError when there is none; Locked when it cannot be opened.
        """
        if name in self._given:
            return self._given[name]
        sealed = self._entry.sealed[name]
        return self._keyring().open(sealed, self._entry.place_of(name))

    def __contains__(self, name: object) -> bool:
        """Whether it is there, which opens nothing."""
        return name in self._given or name in self._entry.sealed

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(dict.fromkeys([*self._given, *self._entry.sealed]))

    def __len__(self) -> int:
        """How many there are."""
        return len(set(self._given) | set(self._entry.sealed))


def opened(connections: Iterable[Connection], *names: str) -> Iterator[str]:
    """Every secret of some connections that can be opened, or only those of some names.

    One that cannot was never used here, so that it stands nowhere.
    """
    for connection in connections:
        for name in connection.secrets:
            if names and name not in names:
                continue
            with suppress(Locked):
                yield connection.secrets[name]


def read_entries(store: sa.Connection) -> list[Entry]:
    """Every connection of the registry, by slug."""
    sealed: defaultdict[str, dict[str, Sealed]] = defaultdict(dict)
    for row in store.execute(sa.select(CONNECTION_SECRETS)):
        sealed[row.owner_id][row.field] = Sealed(bytes(row.ciphertext), row.key_id)
    rows = store.execute(sa.select(*COLUMNS).order_by(CONNECTIONS.c.slug))
    # SQLite and PostgreSQL do not sort alike.
    return sorted((_entry(row, sealed[row.id]) for row in rows), key=lambda entry: entry.slug)


def _entry(row: Any, sealed: Mapping[str, Sealed]) -> Entry:
    return Entry(**dict(row._mapping), sealed=sealed)
