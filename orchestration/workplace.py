"""Where one installation keeps its things: `.syncline`, the warehouse, the control store."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.destination import Target, target_from
from extract.kit.errors import ConfigError
from extract.kit.spec import Doors
from orchestration.control.registry import load_connections
from orchestration.control.store import STORE_FILE, open_store, store_url
from orchestration.registry.directory import Directory, Listed, entries_of, removal_of
from orchestration.registry.errors import NotThere

ROOT = Path(__file__).resolve().parents[1]


def actor(env: Mapping[str, str]) -> str:
    """Who is at work: SYNCLINE_ACTOR, or the account where nobody is named."""
    if named := env.get("SYNCLINE_ACTOR"):
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that no account has.
        return "unknown"


def read_dotenv(home: Path) -> dict[str, str]:
    """What `.env` in the workplace's folder says; for the checkout's own, `.env` beside it too.

    Raises: ConfigError when such a file is no text.
    """
    files = [home / ".env"]
    if home == ROOT / ".syncline":
        files.insert(0, ROOT / ".env")
    found: dict[str, str] = {}
    for file in files:
        if file.is_file():
            found |= _variables(file)
    return found


def _variables(file: Path) -> dict[str, str]:
    from dotenv import dotenv_values

    try:
        # Taken as it is written: a dollar sign belongs to a password.
        values = dotenv_values(file, interpolate=False)
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is no text of lines as NAME=value.") from None
    return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True)
class Workplace:
    """The folder `home`, the warehouse `target`, and the environment that secrets come from."""

    home: Path
    target: Target
    env: Mapping[str, str] = field(repr=False)

    @classmethod
    def here(cls, env: Mapping[str, str], *, engine: str | None = None) -> "Workplace":
        """The workplace that the environment names, by default `.syncline` in the checkout.

        What `.env` says counts where the environment says nothing.

        Raises: ConfigError when the warehouse's address is missing, or `.env` cannot be read.
        """
        home = Path(env.get("SYNCLINE_HOME", str(ROOT / ".syncline"))).resolve()
        whole = {**read_dotenv(home), **env}
        placed = {"SYNCLINE_DUCKDB_PATH": str(home / "warehouse.duckdb"), **whole}
        return cls(home, target_from(placed, engine=engine), whole)

    @cached_property
    def store(self) -> sa.Engine:
        """The control store, at its newest schema.

        Raises: ConfigError when its address is none, or a newer syncline made it.
        """
        return open_store(self.env.get("SYNCLINE_CONTROL_URL") or store_url(self.home))

    @property
    def actor(self) -> str:
        """Who is at work here."""
        return actor(self.env)

    @property
    def doors(self) -> Doors:
        """What a provider's session shares with other processes."""
        return Doors(budget_path=self.home / "budgets.sqlite")

    @property
    def directory(self) -> Directory:
        """Every connection of the files and the registry, as they stand now.

        Raises: ConfigError when a file cannot be read.
        """
        files = load_connections(self.home, self.env)
        return Directory(files, entries_of(self.store_if_there), self.env)

    @property
    def store_if_there(self) -> sa.Engine | None:
        """The control store, unless it would have to be made first."""
        is_elsewhere = bool(self.env.get("SYNCLINE_CONTROL_URL"))
        return self.store if is_elsewhere or (self.home / STORE_FILE).exists() else None

    def at(self, target: Target) -> "Workplace":
        """The same workplace, and the same store, with another warehouse."""
        moved = replace(self, target=target)
        vars(moved)["store"] = self.store
        return moved

    def acting_as(self, actor: str) -> "Workplace":
        """The same workplace, and the same store, with somebody else at work."""
        moved = replace(self, env={**self.env, "SYNCLINE_ACTOR": actor})
        vars(moved)["store"] = self.store
        return moved

    def connection(self, wanted: str) -> Connection:
        """The connection of that slug, or of that id or name; a provider's slug names its only one.

        Raises: NotThere with the nearest names, or when and by whom it was removed.
        """
        every = self.connections()
        if wanted in every:
            return every[wanted]
        only = [one for one in every.values() if one.provider == wanted]
        if len(only) == 1:
            return only[0]
        found = self.listed(wanted)
        if found.slug not in every:
            raise NotThere(f"This syncline has no provider {found.provider} for {found.slug}.")
        return every[found.slug]

    def listed(self, wanted: str) -> Listed:
        """The connection of that slug, name or id, as a person sees it.

        Raises: NotThere with the nearest names, or when and by whom it was removed.
        """
        try:
            return self.directory.find(wanted)
        except NotThere as error:
            raise NotThere(f"{error}{removal_of(self.store_if_there, wanted)}") from None

    def connections(self) -> dict[str, Connection]:
        """Every connection, by slug; also those that are switched off."""
        return self.directory.connections()
