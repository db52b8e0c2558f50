"""Opens the publication of one event, as its registration connection is set.

Settings of a connection that results are published to, in `results`:
- `set_name`: what the public reads above the results; `{event}` in it is the event's name
- `source`: whose they are; by it a result set of ours is known again
- `statuses`: which results are published, by default finished, retired and disqualified
- `retracted_share`: the brake's limit, as a share of 1
- `from`: event id here -> key of the scoring event, where neither a push nor name and day tell
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from push.kit.source import Warehouse
from push.publishers import PUBLISHERS
from push.publishing.errors import CannotPublish
from push.publishing.job import STATUSES, Feed, Job, Rules
from push.publishing.ledger import Publications
from push.publishing.publisher import Place, Publisher
from push.publishing.results import read_bibs, read_results

PUBLISHABLE = ("finished", "retired", "disqualified", "did_not_start")


@dataclass(frozen=True)
class Route:
    """From which scoring event to which registration event results go; names are for a person.

    `together` has the keys of all registration events whose people run in that scoring event.
    `walk_ups_to` is the event that takes who is not registered, where it is another one.
    """

    connection: str
    event_key: str
    race_id: str
    event_id: str
    event: str
    event_name: str
    scoring_connection: str
    scoring_event_id: str
    scoring: str
    together: tuple[str, ...] = ()
    walk_ups_to: str = ""


def open_publisher(connection: Connection, budget_path: Path | None = None) -> Publisher:
    """The publisher that the connection's provider names; `budget_path` shares its rate budget.

    Raises: CannotPublish when that provider has no documented call for results.
    """
    if connection.provider not in PUBLISHERS:
        raise CannotPublish(
            f"connection {connection.slug}: {connection.provider} documents no call that takes "
            "results. Write them into a file with `syncline results export`, and hand in that."
        )
    module = import_module(PUBLISHERS[connection.provider])
    publisher: Publisher = module.open_publisher(connection, budget_path)
    return publisher


def open_feed(connection: Connection, route: Route, warehouse: Warehouse) -> Feed:
    """The results of the route's scoring event, as served now.

    Raises: ConfigError when `statuses` names one that is not publishable.
    """
    statuses = tuple(_settings(connection).get("statuses", STATUSES))
    if unknown := [one for one in statuses if one not in PUBLISHABLE]:
        raise ConfigError(
            f"connection {connection.slug}: results.statuses has {unknown[0]!r}; "
            f"publishable are {', '.join(PUBLISHABLE)}."
        )
    return Feed(
        connection=connection.slug,
        event_key=route.event_key,
        event=route.event,
        scoring=route.scoring,
        results=list(read_results(warehouse, route.scoring_connection, route.scoring_event_id)),
        bibs=read_bibs(warehouse, {route.event_key, *route.together}),
        walk_ups_to=route.walk_ups_to,
        statuses=statuses,
    )


def open_job(
    connection: Connection, route: Route, feed: Feed, doors: tuple[Publisher, sa.Engine]
) -> Job:
    """The publication of the route's event; `doors` are the way to the provider and the store."""
    settings = _settings(connection)
    name = str(settings.get("set_name", "{event}")).replace("{event}", route.event_name)
    return Job(
        feed=feed,
        publisher=doors[0],
        ledger=Publications(doors[1], connection.slug, route.event_key),
        place=Place(route.race_id, route.event_id),
        rules=Rules(
            set_name=name,
            source=str(settings.get("source", connection.owner)),
            retracted_share=float(settings.get("retracted_share", Rules.retracted_share)),
        ),
    )


def chosen_sources(connection: Connection) -> Mapping[str, str]:
    """The scoring event's key for each event id that the connection's settings name."""
    return {str(event): str(key) for event, key in _settings(connection).get("from", {}).items()}


def _settings(connection: Connection) -> Mapping[str, Any]:
    settings = connection.settings.get("results", {})
    if not isinstance(settings, Mapping):
        raise ConfigError(f"connection {connection.slug}: setting 'results' must be a table.")
    return settings
