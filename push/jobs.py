"""Opens the push jobs of a connection: one per race that its settings or persons' decisions map.

Settings of every push connection, the first two not needed where persons decided on each event:
- `source`: the slug of the connection whose people are pushed
- `races`: source race id -> the provider's race; several source races may feed one
- `event_map`: source event name -> scoring event name, empty for an event that is never sent
- `field_owners`: field -> source, target, newest or fill_empty, as `push.kit.ownership` says
- `freeze_minutes`: how long before an event's start there are additions only; without it, never
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from push.kit.freeze import read_starts
from push.kit.job import Job, Rules
from push.kit.ledger import Ledger
from push.kit.mapping import Sources, read_decisions, read_fed
from push.kit.ownership import owners_of
from push.kit.source import Warehouse
from push.kit.target import Target
from push.targets import TARGETS


def open_target(
    connection: Connection,
    budget_path: Path | None = None,
) -> Target:
    """The target that the connection's provider names; `budget_path` shares its rate budget.

    Raises: ConfigError when nothing can be pushed to that provider.
    """
    if connection.provider not in TARGETS:
        raise ConfigError(
            f"connection {connection.slug}: nothing can be pushed to {connection.provider}. "
            f"Push targets are: {', '.join(TARGETS)}."
        )
    module = import_module(TARGETS[connection.provider])
    target: Target = module.open_target(connection, budget_path)
    return target


def open_jobs(
    connection: Connection, target: Target, store: sa.Engine, warehouse: Warehouse
) -> list[Job]:
    """One job per race of the connection, in the order of its settings; then the decided ones.

    Raises: ConfigError when a setting is missing or is not of its kind.
    """
    rules = _rules(connection)
    decisions = read_decisions(warehouse, connection.slug)
    configured = _configured(connection, is_optional=bool(decisions.races))
    return [
        Job(
            target=target,
            ledger=Ledger(store, connection.slug, race),
            people=partial(read_fed, warehouse, connection.slug, race, configured.get(race, {})),
            rules=rules,
            starts=partial(
                read_starts,
                warehouse,
                (connection.slug, race),
                _both(configured.get(race, {}), decisions.sources(race)),
            ),
        )
        for race in dict.fromkeys([*configured, *decisions.races])
    ]


def _both(configured: Sources, decided: Sources) -> Sources:
    """The races that feed one by the settings and by decision, by registration connection."""
    return {
        source: sorted({*configured.get(source, ()), *decided.get(source, ())})
        for source in {*configured, *decided}
    }


def _configured(connection: Connection, *, is_optional: bool) -> dict[str, Sources]:
    """What the settings feed to each race; nothing where they may say nothing and do."""
    if is_optional and not {"source", "races"} & connection.settings.keys():
        return {}
    source = _text_setting(connection, "source")
    race_ids: defaultdict[str, list[str]] = defaultdict(list)
    for race_id, race in _map_setting(connection, "races").items():
        race_ids[str(race)].append(str(race_id))
    return {race: {source: ids} for race, ids in race_ids.items()}


def _rules(connection: Connection) -> Rules:
    settings = connection.settings
    event_map = settings.get("event_map") or {}
    return Rules(
        owners=owners_of(connection),
        event_map={name: event or None for name, event in event_map.items()},
        withdrawn_share=float(settings.get("withdrawn_share", Rules.withdrawn_share)),
        lost_share=float(settings.get("lost_share", Rules.lost_share)),
        freeze_minutes=_minutes(connection),
    )


def _minutes(connection: Connection) -> float | None:
    value = connection.settings.get("freeze_minutes")
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value < float("inf"):
        raise ConfigError(
            f"connection {connection.slug}: setting 'freeze_minutes' must be the minutes before "
            f"the start, 0 or more, not {value!r}."
        )
    return float(value)


def _text_setting(connection: Connection, name: str) -> str:
    value = connection.settings.get(name)
    if not isinstance(value, str) or not value:
        raise ConfigError(f"connection {connection.slug}: setting {name!r} must be a text.")
    return value


def _map_setting(connection: Connection, name: str) -> Mapping[str, str]:
    value = connection.settings.get(name)
    if not isinstance(value, Mapping) or not value:
        raise ConfigError(
            f"connection {connection.slug}: setting {name!r} must map source races to races here."
        )
    return value
