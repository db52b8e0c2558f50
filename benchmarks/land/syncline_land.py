"""Ours: a whole sync of one connection through the kit, as `syncline sync` runs it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from benchmarks.land import peer, typed
from extract.kit.connection import Connection
from extract.kit.destination import Target, open_warehouse
from extract.kit.http import Session, SessionSpec
from extract.kit.paging import by_number
from extract.kit.spec import Doors, Entity, Identity, Page, Provider, Reading
from extract.kit.sync import SyncOptions, sync

PAGE_SIZE = 1000


class Answer(msgspec.Struct):
    """One page."""

    participants: list[msgspec.Raw]


class Head(msgspec.Struct):
    """What tells a participant apart."""

    registration_id: int
    last_modified: int


def identify(head: Head, _context: dict[str, Any]) -> Identity:
    """Key and stamp of one record."""
    return Identity(str(head.registration_id), datetime.fromtimestamp(head.last_modified, tz=UTC))


def read(reading: Reading) -> Iterator[Page]:
    """Every page of participants."""
    split = msgspec.json.Decoder(Answer).decode

    def fetch(number: int) -> Sequence[Page]:
        body = reading.session.get("/participants", {"page": number}, entity="participants")
        return [Page(split(body).participants, b"{}", reading.now(), f"page {number}")]

    def stuck() -> None:
        reading.leave_out("the server gives the same page again")

    in_flight = reading.connection.settings["in_flight"]
    return by_number(fetch, stuck, size=PAGE_SIZE, in_flight=in_flight)


def connect(connection: Connection, _doors: Doors) -> Session:
    """A session with the benchmark's server."""
    spec = SessionSpec(
        base_url=connection.settings["url"],
        provider=connection.provider,
        connection=connection.slug,
    )
    return Session(spec)


PROVIDER = Provider(
    slug="bench",
    title="Bench",
    domain="bench",
    secrets=(),
    entities=(Entity("participants", head=Head, identify=identify, read=read),),
    operations=(),
    connect=connect,
)


def land(order: peer.Order) -> int:
    """Lands every record; gives back how many."""
    settings = {"url": order.url, "in_flight": order.in_flight}
    connection = Connection("bench", "bench", "bench", settings)
    with open_warehouse(Target(order.engine, order.location)) as warehouse:
        report = sync(PROVIDER, connection, warehouse, SyncOptions())
        if order.typed:
            warehouse.execute(typed.statement(order.engine, "raw_bench.participants_json"))
    return sum(entity.landed for entity in report.entities)


if __name__ == "__main__":
    peer.run(land)
