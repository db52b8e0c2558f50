"""Where one installation keeps its things: `.syncline`, the warehouse, the control store."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.destination import Target, target_from
from extract.kit.spec import Doors
from orchestration.control.registry import find_connection, load_connections
from orchestration.control.store import open_store, store_url

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


@dataclass(frozen=True)
class Workplace:
    """The folder `home`, the warehouse `target`, and the environment that secrets come from."""

    home: Path
    target: Target
    env: Mapping[str, str] = field(repr=False)

    @classmethod
    def here(cls, env: Mapping[str, str], *, engine: str | None = None) -> "Workplace":
        """The workplace that the environment names, by default `.syncline` in the checkout.

        Raises: ConfigError when the warehouse's address is missing.
        """
        home = Path(env.get("SYNCLINE_HOME", str(ROOT / ".syncline"))).resolve()
        placed = {"SYNCLINE_DUCKDB_PATH": str(home / "warehouse.duckdb"), **env}
        return cls(home, target_from(placed, engine=engine), env)

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

    def connection(self, slug: str) -> Connection:
        """The connection with that slug.

        Raises: ConfigError when there is none.
        """
        return find_connection(self.home, self.env, slug)

    def connections(self) -> dict[str, Connection]:
        """Every connection, by slug."""
        return load_connections(self.home, self.env)
