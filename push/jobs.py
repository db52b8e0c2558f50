"""Opens the push jobs of a connection: one per race that its settings or persons' decisions map.

Settings of every push connection, the first two not needed where persons decided on each event:
- `source`: the slug of the connection whose people are pushed
- `races`: source race id -> the provider's race; several source races may feed one
- `event_map`: source event name -> scoring event name, empty for an event that is never sent
- `field_owners`: field -> source, target, newest or fill_empty, as `push.kit.ownership` says
- `freeze_minutes`: how long before an event's start there are additions only; without it, never
"""

import math
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
from push.records.jobs import check_allowed, open_record_jobs
from push.targets import ALL_TARGETS, RECORD_TARGETS

SHARE = "a share of 1"


def open_target(
    connection: Connection,
    budget_path: Path | None = None,
) -> Target:
    """The target that the connection's provider names; `budget_path` shares its rate budget.

    Raises: ConfigError when nothing can be pushed to that provider.
    """
    if connection.provider not in ALL_TARGETS:
        raise ConfigError(
            f"connection {connection.slug}: nothing can be pushed to {connection.provider}. "
            f"Push targets are: {', '.join(ALL_TARGETS)}."
        )
    module = import_module(ALL_TARGETS[connection.provider])
    target: Target = module.open_target(connection, budget_path)
    return target


def check_may_push(connection: Connection) -> None:
    """Passes a connection whose settings let it be pushed to.

    Raises: ConfigError.
    """
    if connection.provider in RECORD_TARGETS:
        check_allowed(connection)


def read_models(target: str) -> tuple[str, ...]:
    """The served models that a target is pushed from, by name."""
    if sends_edits(target):
        return tuple(kind.entity for kind in import_module(RECORD_TARGETS[target]).KINDS)
    return ("unified_participants", "start_list")


def sends_edits(target: str) -> bool:
    """Whether a target takes edits of records; to others the people of races are pushed."""
    return target in RECORD_TARGETS


def open_jobs(
    connection: Connection, target: Target, store: sa.Engine, warehouse: Warehouse
) -> list[Job]:
    """One job per race of the connection, in the order of its settings; then the decided ones.

    Of a target that takes edits of records it is one per kind of record.

    Raises: ConfigError when a setting is missing or is not of its kind.
    """
    if sends_edits(connection.provider):
        kinds = import_module(RECORD_TARGETS[connection.provider]).KINDS
        return open_record_jobs(connection, target, kinds, store, warehouse)
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
                configured.get(race, {}),
            ),
        )
        for race in dict.fromkeys([*configured, *decisions.races])
    ]


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
    minutes = settings.get("freeze_minutes")
    return Rules(
        owners=owners_of(connection),
        event_map=event_map_of(connection),
        withdrawn_share=_number(connection, "withdrawn_share", Rules.withdrawn_share, SHARE),
        lost_share=_number(connection, "lost_share", Rules.lost_share, SHARE),
        freeze_minutes=None
        if minutes is None
        else _number(connection, "freeze_minutes", 0, "the minutes before the start"),
    )


def event_map_of(connection: Connection) -> Mapping[str, str | None]:
    """The scoring event of each source event that is named otherwise; None for one never sent.

    Raises: ConfigError when the setting is none such.
    """
    found = connection.settings.get("event_map") or {}
    if not isinstance(found, Mapping) or not all(
        isinstance(one or "", str) for one in found.values()
    ):
        raise ConfigError(
            f"connection {connection.slug}: setting 'event_map' must map names of source events to "
            "names of scoring events, or to an empty text for one that is never sent."
        )
    return {name: event or None for name, event in found.items()}


def _number(connection: Connection, name: str, default: float, what: str) -> float:
    value = connection.settings.get(name, default)
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < math.inf:
        raise ConfigError(
            f"connection {connection.slug}: setting {name!r} must be {what}, 0 or more, "
            f"not {value!r}."
        )
    return number


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
