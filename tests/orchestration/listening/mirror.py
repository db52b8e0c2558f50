"""The mirror of a sandbox, and what a test does with it."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from extract.kit.destination import open_warehouse
from orchestration.building import Builder
from orchestration.listening.follower import Follower
from orchestration.queue.table import INBOX
from orchestration.workplace import Workplace
from sandbox.current_rms.app import CurrentRMS
from sandbox.current_rms.sender import Weather
from sandbox.faults import Call
from tests.orchestration.calling import call

OPENED = "a-token-in-the-url-and-nowhere-else"
EVENTS = ("create", "update", "destroy", "cancel")
ALL = "select * from rentals.opportunities order by opportunity_key"
CHOSEN = "select * from rentals.hire_opportunities_custom order by opportunity_key"
SUBJECTS = "select id, subject from rentals.opportunities"
# A complete read brings the same state again, later and by another load.
OF_THE_READ = ("synced_at", "load_id")


@dataclass
class Mirror:
    """One account, its mirror and the service that hears its webhooks."""

    place: Workplace
    yard: CurrentRMS
    service: str
    requests: list[Call]
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        """Begins to listen."""
        self.follower = Follower(self.place)

    def hook(self) -> None:
        """Has the account tell the service of what happens."""
        for event in EVENTS:
            self.yard.store.hook({
                "name": event, "event": f"opportunity_{event}",
                "target_url": f"{self.service}/api/webhook?token={OPENED}",
            })  # fmt: skip

    def sync(self, *words: str) -> Any:
        """What `syncline sync hire` says."""
        said = call(self.place, "sync", "hire", *words, "--json")
        assert said.exit_code == 0, said.output
        return json.loads(said.stdout)

    def deliver(self, dice: random.Random | None = None, weather: Weather | None = None) -> None:
        """Posts what waits at the account."""
        self.yard.sender.send(dice, weather)

    def follow(self) -> None:
        """Serves what waits in the inbox."""
        self.follower._pauses.clear()
        self.follower._alone.clear()
        self.serve_all()

    def serve_all(self) -> None:
        """The same, but what failed before is left alone for its while."""
        while self.follower.once():
            pass

    def build(self) -> None:
        """Builds the whole group anew from what has landed."""
        report = Builder(self.place.target).build("+group:rentals")
        assert report.flips

    def rows(self, sql: str = ALL) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        with open_warehouse(self.place.target) as warehouse:
            return warehouse.fetch(sql)

    def subjects(self) -> dict[int, str]:
        """The title of each opportunity that is served."""
        return dict(self.rows(SUBJECTS))

    def upstream(self) -> dict[int, str]:
        """The title of each opportunity that the account holds."""
        with self.yard.store.held() as rows:
            return {id_: row["subject"] for id_, row in rows.items()}

    def states(self) -> list[str]:
        """The states of all events in the inbox, each once."""
        with self.place.store.connect() as store:
            return sorted(set(store.scalars(sa.select(INBOX.c.state))))

    def count(self) -> int:
        """How many events the inbox has ever taken in."""
        with self.place.store.connect() as store:
            return int(store.scalar(sa.select(sa.func.count()).select_from(INBOX)) or 0)

    def reads(self) -> int:
        """How many calls for opportunities the account has had so far."""
        return sum("/opportunities" in one.path for one in self.requests)
