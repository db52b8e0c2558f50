"""Sandbox servers with the connections that lead to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.spec import Provider
from extract.kit.sync import EntityReport, SyncOptions, SyncReport, sync
from extract.providers import PROVIDERS
from sandbox.copernico.app import Copernico
from sandbox.faults import Call, Fault
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import Served

AT_ONCE = {"attempts": 4, "first": 0.0, "longest": 0.0, "longest_asked": 0.0}


@dataclass
class Account:
    """A running sandbox and how the kit reaches it; retries do not wait."""

    provider: Provider
    app: RunSignUp | Copernico
    server: Served
    base_url: str
    secrets: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def connection(self) -> Connection:
        """The connection as a command would hand it over."""
        settings = {"base_url": self.base_url, "retry": AT_ONCE, **self.settings}
        slug = self.provider.slug
        return Connection(f"demo_{slug}", slug, "demo_timing", settings, self.secrets)

    def fails(self, kind: str, path: str, **details: Any) -> None:
        """Plans a fault at calls whose address contains `path`."""
        self.app.faults.add(Fault(kind=kind, path=path, **details))

    def sync(self, warehouse: Warehouse, *entities: str, **options: Any) -> SyncReport:
        """Syncs the entities, or all."""
        chosen = SyncOptions(entities=entities, **options)
        return sync(self.provider, self.connection, warehouse, chosen)

    def participants(self, warehouse: Warehouse, **options: Any) -> EntityReport:
        """Syncs the participants alone."""
        return self.sync(warehouse, "participants", **options).entities[0]

    def forget_unreadable(self) -> None:
        """Takes out the rows without an id, which a page border would show twice."""
        assert isinstance(self.app, RunSignUp)
        live = self.app.store.live
        live._rows = [kept for kept in live._rows if kept.stamp and kept.row.get("registration_id")]

    def calls(self, path: str) -> list[Call]:
        """The calls so far whose path ends so."""
        return [call for call in self.server.requests if call.path.endswith(path)]


def runsignup_account(app: RunSignUp, server: Served, **secrets: str) -> Account:
    """The account of a RunSignUp sandbox; `secrets` replace the right ones."""
    right = {"api_key": app.account.key, "api_secret": app.account.secret}
    return Account(PROVIDERS["runsignup"], app, server, server.url + "/rest", right | secrets)


def told(caplog: pytest.LogCaptureFixture) -> str:
    """Everything logged, but for the sandbox server that runs in the same process."""
    lines = (r.getMessage() for r in caplog.records if not r.name.startswith("uvicorn"))
    return "\n".join(lines)
