"""A workplace with one account at Stripe, whose syncs go to a named destination.

They may be killed and are then done again. Nothing is in the workplace's own warehouse.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extract.kit.destination import Target, open_warehouse
from extract.kit.options import SyncOptions
from orchestration.registry.destinations import add_destination
from orchestration.workplace import Workplace
from sandbox.serving import serve
from sandbox.stripe.access import KEY
from sandbox.stripe.app import Stripe
from tests.orchestration.calling import call
from tests.orchestration.conftest import empty_target
from tests.orchestration.doomed import Moment, killed_sync

DESTINATION = "Books"
CONNECTION = """
[connections.it_stripe]
provider = "stripe"
owner = "revenue"
settings = {{ base_url = "{url}", paced = false, retry = {{ attempts = 1 }} }}
secrets = {{ api_key = "{key}" }}
"""
COMPLETE = "select max(load_id) from raw_stripe._dlt_loads where status = 0"
CUSTOMERS = "select customer_id, name from revops.it_stripe_customers order by customer_id"
TOLD_TWICE = """
    select record_key from revops.deletions where restored_at is null
    group by entity, record_key having count(*) > 1
"""
UNSOUND = """
    select loads.entity from raw_stripe.loads as loads
    where loads.entity = 'customers' and loads.landed_count - coalesce(loads.removed_count, 0) <> (
        select count(*) from raw_stripe.customers_json as rows
        where rows._dlt_load_id = loads._dlt_load_id
    )
"""


@dataclass
class Revenue:
    """An account at Stripe that is synced once, and the command line before it.

    `place` is the workplace with its own warehouse, `there` with that of the destination.
    """

    place: Workplace
    there: Workplace
    books: Stripe

    def answer(self, *words: str) -> tuple[int, Any]:
        """Exit code and JSON that `syncline sync it_stripe` gives to these words."""
        said = call(self.place, "sync", "it_stripe", DESTINATION, *words, "--json")
        return said.exit_code, json.loads(said.stdout)

    def after_kills(self, moments: Sequence[Moment], *entities: str, full: bool = False) -> str:
        """What was wrong after a sync was killed at each of these moments and then done again.

        Before each one customer gets another name, one goes and one comes.
        """
        words = [*entities, *(["--full"] if full else [])]
        wrong = []
        for moment in moments:
            before = self.rows(CUSTOMERS)
            after = self._change()
            killed_sync(self.there, moment, SyncOptions(full=full, entities=entities))
            left = self.rows(CUSTOMERS)
            code, said = self.answer(*words)
            found = self.rows(CUSTOMERS)
            checks = {
                "halfway": left in (before, after), "end": code == 0, "rows": found == after,
                "deletions": self.rows(TOLD_TWICE) == [], "loads": self.rows(UNSOUND) == [],
            }  # fmt: skip
            wrong += [f"{moment}: {name} {said}" for name, is_well in checks.items() if not is_well]
        return "\n".join(wrong)

    def _change(self) -> list[tuple[Any, ...]]:
        """Id and name of every customer there is after a few changes."""
        store = self.books.store
        with store.held() as records:
            first, *_, last = sorted(records["customers"])
        store.edit("customers", first, {"name": f"Renamed {len(store.records['events'])}"})
        store.remove("customers", last)
        store.add("customers", {"name": "New"})
        with store.held() as records:
            return sorted((key, one["name"]) for key, one in records["customers"].items())

    def rows(self, sql: str, *params: str) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        with open_warehouse(self.there.target) as warehouse:
            return warehouse.fetch(sql, params)


@contextmanager
def synced_once(request: pytest.FixtureRequest, home: Path) -> Iterator[Revenue]:
    """The account after its first sync, which a build has served."""
    books = Stripe()
    with ExitStack() as held:
        server = held.enter_context(serve(books.app))
        (home / "connections.toml").write_text(CONNECTION.format(url=server.url, key=KEY))
        target = empty_target(request.param, home, request)
        place = Workplace(home, Target("duckdb", str(home / "own.duckdb")), {})
        add_destination(place, DESTINATION, target.location)
        held.callback(place.store.dispose)
        made = Revenue(place, Workplace(home, target, {}), books)
        code, first = made.answer()
        assert code == 0, first
        assert first["served"]["build_due"].startswith("No build of it is served yet")
        yield made
