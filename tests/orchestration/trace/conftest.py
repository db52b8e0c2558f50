"""A few runners on both engines, each with a story that hand-made rows tell."""

import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import Result

from extract.kit.destination import open_warehouse
from orchestration.workplace import Workplace
from push.kit.ledger import Ledger
from push.kit.plan import Action, Change
from tests.orchestration.calling import call
from tests.orchestration.conftest import empty_target
from tests.orchestration.trace.rows import CONNECTIONS, SERVED, landed_rows

SECRET = "copernico-key-77"


@dataclass(frozen=True)
class Desk:
    """The warehouse and the control store, and the command line in front of them."""

    place: Workplace

    def say(self, *words: str) -> Result:
        """What `syncline trace` answers to these words."""
        return call(self.place, "trace", *words, SYNCLINE_S_API_KEY=SECRET)

    def steps(self, *words: str) -> list[dict[str, Any]]:
        """The steps of the one runner who is meant."""
        (story,) = json.loads(self.say(*words, "--json").stdout)["stories"]
        steps: list[dict[str, Any]] = story["steps"]
        return steps

    def what(self, *words: str) -> list[tuple[str, str]]:
        """Time and kind of each step of the one runner who is meant."""
        return [(step["at"] and step["at"][11:16], step["what"]) for step in self.steps(*words)]


@pytest.fixture(scope="module")
def desk(
    engine: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Desk:
    """A desk at which nothing is changed."""
    folder: Path = tmp_path_factory.mktemp(engine)
    target = empty_target(engine, folder, request)
    place = Workplace(folder / "home", target, {})
    place.home.mkdir()
    (place.home / "connections.toml").write_text(CONNECTIONS)
    with open_warehouse(target) as warehouse:
        for statement in (*SERVED, *landed_rows(warehouse)):
            warehouse.connection.execute(statement)
    keep_plans(place.store)
    push(place.store)
    publish(place.store)
    return Desk(place)


def noon(minute: int) -> datetime:
    """A minute after the noon of race day."""
    return datetime(2026, 4, 19, 12, minute, tzinfo=UTC)


def push(store: sa.Engine) -> None:
    """Ana is created, then corrected: a refusal that repeats a secret, and an open outcome."""
    ana, bib = "runsignup-5501", Change("bib_number", "", "1234")
    create = Action("create", ana, "Ana Silva", "10 Mile", {"first_name": "Ana"})
    update = Action("update", ana, "Ana Silva", "10 Mile", {"bib_number": "1234"}, (bib,))
    at = [0]
    ledger = Ledger(store, "s", "spring", now=lambda: noon(at[0]))
    entries = ledger.intend("p-1", [create])
    at[0] = 1
    ledger.mark(entries, "sent")
    at[0] = 2
    ledger.mark(entries, "confirmed")
    at[0] = 3
    entries = ledger.intend("p-2", [update])
    at[0] = 4
    ledger.mark(entries, "rejected", f"HTTP 409 (bib taken) for key {SECRET}")
    at[0] = 5
    ledger.mark(ledger.intend("p-2", [update]), "unknown", "no whole reply (TimeoutError)")
    Ledger(store, "other", "autumn", now=lambda: noon(6)).intend("p-3", [create])


def keep_plans(store: sa.Engine) -> None:
    """One plan in which Ana is held back, one in which she is created, one without content."""
    ana = {"record_id": "runsignup-5501", "name": "Ana Silva", "event": "10 Mile"}
    held = {**ana, "bib": "1234", "reason": "duplicate_bib", "detail": "bib twice"}
    contents = (
        zlib.compress(json.dumps({"held_back": [held]}).encode()),
        zlib.compress(json.dumps({"creates": [ana], "updates": []}).encode()),
        None,
    )
    again = sa.Table(
        "push_plans", sa.MetaData(), *columns("plan_id connection race state made_by"),
        sa.Column("number", sa.Integer), sa.Column("content", sa.LargeBinary),
        sa.Column("made_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    made_again(store, again)
    for number, content in enumerate(contents, start=1):
        insert(
            store, "push_plans", number=number, plan_id=f"p-{number - 1}", connection="s",
            race="spring", content=content, state="applied", made_by="ada",
            made_at=noon(0).replace(hour=11),
        )  # fmt: skip


def publish(store: sa.Engine) -> None:
    """Ana's result went out, then Dee's and a walk-up's with notices; all were taken down."""
    moment = sa.DateTime(timezone=True)
    rows = sa.Table(
        "publication_rows", sa.MetaData(), *columns("record_id action state error notice"),
        sa.Column("id", sa.Integer), sa.Column("number", sa.Integer), sa.Column("fields", sa.JSON),
    )  # fmt: skip
    publications = sa.Table(
        "publications", sa.MetaData(), sa.Column("number", sa.Integer),
        *columns("connection event_key action finality state error approved_by"),
        sa.Column("is_notifying", sa.Boolean), sa.Column("approved_at", moment),
        sa.Column("finished_at", moment),
    )  # fmt: skip
    made_again(store, rows)
    made_again(store, publications)
    insert(
        store, "publications", number=1, connection="a", event_key="a-1", action="publish",
        finality="preliminary", is_notifying=False, state="finished", approved_by="ada",
        approved_at=noon(40), finished_at=noon(41),
    )  # fmt: skip
    insert(
        store, "publication_rows", id=1, number=1, record_id="runsignup-5501", action="create",
        fields={"place": 12}, state="confirmed",
    )  # fmt: skip
    insert(
        store, "publications", number=2, connection="a", event_key="a-1", action="publish",
        finality="official", is_notifying=True, state="finished", approved_by="bob",
        approved_at=noon(50), finished_at=noon(51),
    )  # fmt: skip
    insert(
        store, "publications", number=3, connection="a", event_key="a-1", action="unpublish",
        finality="official", is_notifying=False, state="done", approved_by="cy",
        approved_at=noon(54), finished_at=noon(55),
    )  # fmt: skip
    told = {"runsignup-5505": "told", "bib:500": None, "bib:77": None}
    for number, (record_id, notice) in enumerate(told.items(), start=2):
        insert(
            store, "publication_rows", id=number, number=2, record_id=record_id, action="add",
            fields={"place": 13}, state="confirmed", notice=notice,
        )  # fmt: skip


def columns(names: str) -> list[sa.Column[Any]]:
    """Columns of text."""
    return [sa.Column(name, sa.Text) for name in names.split()]


def made_again(store: sa.Engine, table: sa.Table) -> None:
    """Makes a table with just what is read of it; whoever writes it may have more columns there."""
    with store.begin() as connection:
        connection.execute(sa.text(f"drop table {table.name}"))
        table.create(connection)


def insert(store: sa.Engine, name: str, **row: Any) -> None:
    """Writes a row into a table of the control store."""
    table = sa.Table(name, sa.MetaData(), autoload_with=store)
    with store.begin() as connection:
        connection.execute(table.insert().values(**row))
