"""Planning, publishing and taking down results, as a person asks for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from extract.kit.connection import Connection
from extract.kit.destination import open_warehouse
from extract.kit.errors import ConfigError
from orchestration.publishing.routes import find_route
from orchestration.registry.errors import active
from orchestration.workplace import Workplace
from push.publications import Route, open_feed, open_job, open_publisher
from push.publishing.by_hand import ByHand, read_by_hand
from push.publishing.export import export
from push.publishing.job import Feed, Job
from push.publishing.ledger import Publication, read_publications
from push.publishing.plan import HeldBack, Plan
from push.publishing.planning import Wish
from push.publishing.publish import Published, plan_publication, publish, rehearse_next, unpublish
from push.publishing.publisher import Call

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Approval:
    """Who lets which plan go out; `accept` overrides brakes."""

    by: str | None
    number: int | None = None
    accept: bool = False


@dataclass(frozen=True)
class Exported:
    """What a file of results holds, and what not."""

    path: str
    event: str
    written: int
    held_back: tuple[HeldBack, ...]
    elsewhere: dict[str, int]
    layout: str = "plain CSV; no provider's own import format is known"


def _no_progress(_event: str, _done: int, _total: int) -> None:
    return None


def plan_results(place: Workplace, wanted: str, wish: Wish) -> Plan:
    """A new numbered plan for an event, which waits for approval.

    Raises: SynclineError.
    """
    return plan_publication(_job(place, wanted), wish, place.actor)


def publish_results(
    place: Workplace, wanted: str, approval: Approval, progress: Progress = _no_progress
) -> Published:
    """Publishes an event's newest plan, as its approval says, and seals it.

    Raises: SynclineError.
    """
    job = _job(place, wanted)

    def report(done: int, total: int) -> None:
        progress(job.feed.event, done, total)

    return publish(
        replace(job, progress=report), approval.by, number=approval.number, accept=approval.accept
    )


def rehearse_results(place: Workplace, wanted: str) -> list[Call]:
    """The calls that publishing an event's newest plan would make; none is made.

    Raises: SynclineError.
    """
    return rehearse_next(_job(place, wanted))


def unpublish_results(place: Workplace, wanted: str, approved_by: str | None) -> Publication:
    """Takes an event's results down.

    Raises: SynclineError.
    """
    return unpublish(_job(place, wanted), approved_by)


def list_publications(place: Workplace, connection: str | None, *, limit: int) -> list[Publication]:
    """The newest publications, of one connection or of all.

    Raises: NotThere when there is no such connection, and never was one that published.
    """
    found = read_publications(place.store, connection, limit=limit)
    if found or connection is None:
        return found
    return read_publications(place.store, place.connection(connection).slug, limit=limit)


def list_by_hand(place: Workplace, connection: str | None) -> list[ByHand]:
    """The results that persons still have to take back, of one connection or of all.

    Raises: NotThere when there is no such connection: a slip of the pen is no good news.
    """
    found = read_by_hand(place.store, connection)
    if found or connection is None:
        return found
    return read_by_hand(place.store, place.connection(connection).slug)


def export_results(place: Workplace, wanted: str, path: Path) -> Exported:
    """Writes an event's publishable results into a file.

    Raises: SynclineError.
    """
    _, _, feed = _read(place, wanted)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            found = export(feed, file)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from None
    return Exported(
        str(path), feed.event, len(found.keys), tuple(found.held_back), dict(found.elsewhere)
    )


def _job(place: Workplace, wanted: str) -> Job:
    connection, route, feed = _read(place, wanted)
    publisher = open_publisher(active(connection), place.doors.budget_path)
    return open_job(connection, route, feed, (publisher, place.store))


def _read(place: Workplace, wanted: str) -> tuple[Connection, Route, Feed]:
    """What is served of an event; the warehouse is free again before a provider is called."""
    connections = place.connections()
    with open_warehouse(place.target) as warehouse:
        route = find_route(warehouse, wanted, connections)
        connection = place.connection(route.connection)
        return connection, route, open_feed(connection, route, warehouse.connection)
