"""Every connection there is: those in files, and the registry's rows."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.providers import PROVIDERS
from orchestration.control.registry import secrets_in
from orchestration.registry.declaring import Declared, declared_by
from orchestration.registry.entries import Entry, read_entries
from orchestration.registry.errors import NotThere
from orchestration.registry.naming import found
from orchestration.registry.table import CHANGES

LOG = logging.getLogger(__name__)
NONE_YET = "Known: none yet; `syncline demo` makes some, `syncline connections add` your own."
SecretState = Literal["stored", "environment", "file", "missing"]
Source = Literal["registry", "file"]


@dataclass(frozen=True)
class Listed:
    """One connection as a person sees it: of secrets only where each one is; times in UTC."""

    id: str
    slug: str
    name: str
    provider: str
    owner: str
    is_active: bool
    source: Source
    settings: Mapping[str, Any]
    secrets: Mapping[str, SecretState]
    created_at: datetime | None = None
    created_by: str | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None


@dataclass(frozen=True)
class Directory:
    """The connections of files by slug, and the registry's entries; a file goes first."""

    files: Mapping[str, Connection]
    entries: Sequence[Entry]
    env: Mapping[str, str] = field(repr=False)

    def connections(self) -> dict[str, Connection]:
        """Every connection by slug that this syncline has a provider for."""
        every = dict(self.files)
        for entry in self.entries:
            if entry.provider not in PROVIDERS:
                LOG.warning("%s is left out: no provider %s here", entry.slug, entry.provider)
            elif entry.slug not in every:
                every[entry.slug] = entry.connection(self.env)
        return every

    def listed(self) -> list[Listed]:
        """Every connection as a person sees it, by slug."""
        of_files = [self._of_file(one) for one in self.files.values()]
        of_rows = [self._of_entry(one) for one in self.entries if one.slug not in self.files]
        return sorted([*of_files, *of_rows], key=lambda one: one.slug)

    def find(self, wanted: str) -> Listed:
        """The connection of that id, slug or name.

        Raises: NotThere with the nearest names.
        """
        every = self.listed()
        if not every:
            raise NotThere(f"There is no connection {wanted!r}. {NONE_YET}")
        return found(wanted, every, "connection")

    def _of_file(self, one: Connection) -> Listed:
        secrets = {
            name: _state(name in one.secrets, "file") for name in (*known_secrets(one.provider),)
        }
        return Listed(
            "", one.slug, one.slug, one.provider, one.owner, one.is_active, "file",
            one.settings, secrets,
        )  # fmt: skip

    def _of_entry(self, entry: Entry) -> Listed:
        given = secrets_in(self.env, entry.slug)
        names = dict.fromkeys([*known_secrets(entry.provider), *entry.sealed])
        secrets: dict[str, SecretState] = {
            name: "environment" if name in given else _state(name in entry.sealed, "stored")
            for name in names
        }
        return Listed(
            entry.id, entry.slug, entry.name, entry.provider, entry.owner, entry.is_active,
            "registry", entry.settings, secrets, entry.created_at, entry.created_by,
            entry.changed_at, entry.changed_by,
        )  # fmt: skip


def _state(is_there: bool, where: SecretState) -> SecretState:  # noqa: FBT001
    return where if is_there else "missing"


def known_secrets(provider: str) -> tuple[str, ...]:
    """The names of the secrets that a provider declares; none of one that is not here."""
    return tuple(_declared(provider).secrets) if provider in PROVIDERS else ()


def _declared(provider: str) -> Declared:
    return declared_by(PROVIDERS[provider])


def entries_of(store: sa.Engine | None) -> list[Entry]:
    """The registry's entries; none where there is no control store yet."""
    if store is None:
        return []
    with store.connect() as reading:
        return read_entries(reading)


def removal_of(store: sa.Engine | None, slug: str) -> str:
    """A sentence on when and by whom the last connection of that slug or name was removed."""
    if store is None:
        return ""
    wanted = sa.or_(CHANGES.c.slug == slug, CHANGES.c.name == slug, CHANGES.c.subject_id == slug)
    newest = (
        sa.select(CHANGES.c.action, CHANGES.c.changed_at, CHANGES.c.changed_by)
        .where(wanted, CHANGES.c.kind == "connection")
        .order_by(CHANGES.c.id.desc())
        .limit(1)
    )
    with store.connect() as reading:
        row = reading.execute(newest).first()
    if row is None or row.action != "removed":
        return ""
    return f" It was removed on {row.changed_at:%Y-%m-%d %H:%M} UTC by {row.changed_by}."
