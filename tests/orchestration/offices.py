"""An events team's workplace, with the server of its Resources Centre."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from extract.kit.destination import Target, open_warehouse
from orchestration.workplace import Workplace
from sandbox.resources_centre.app import API_KEY, ResourcesCentre
from sandbox.serving import serve

SLUG = "harbor_centre"
NOTHING = {"created": 0, "updated": 0, "errors": 0}


@dataclass
class Office:
    """The workplace and the centre."""

    place: Workplace
    centre: ResourcesCentre

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of one query."""
        with open_warehouse(self.place.target) as warehouse:
            return warehouse.fetch(sql)

    def edit(self, key: str, title: str) -> None:
        """Gives a speaker a title in the CRM, later than anything that the centre has done."""
        with open_warehouse(self.place.target) as warehouse:
            warehouse.execute(
                "insert into crm_edits.speakers (external_id, title, updated_at) "
                "values (?, ?, now())",
                [key, title],
            )


@contextmanager
def office(home: Path, target: Target) -> Iterator[Office]:
    """The workplace, whose connection may be written back to."""
    centre = ResourcesCentre()
    centre.switch(writes=True)
    with serve(centre.app) as server:
        settings = {
            "base_url": server.url, "write_back": True,
            "retry": {"attempts": 2, "first": 0.0, "longest": 0.0},
        }  # fmt: skip
        entry = {
            "provider": "resources_centre", "owner": "events", "settings": settings,
            "secrets": {"api_key": API_KEY},
        }  # fmt: skip
        (home / "connections.toml").write_text(tomlkit.dumps({"connections": {SLUG: entry}}))
        place = Workplace(home, target, {})
        yield Office(place, centre)
        place.store.dispose()
