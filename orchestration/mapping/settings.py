"""What connections' settings say of events, as rows beside what persons decided."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingType

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse, open_warehouse
from extract.kit.errors import ConfigError
from orchestration.mapping.partners import without_others
from orchestration.mapping.table import Mapping, insert, read_mappings, writing
from orchestration.workplace import Workplace
from push.jobs import event_map_of
from push.kit.events import plain
from push.kit.mapping import SETTINGS

FORGET = "delete from ops.event_mappings where decided_by = ?"


def settings_rows(connections: Iterable[Connection]) -> list[Mapping]:
    """A row per race that settings feed, and per event in it that they map.

    Settings that are not of their kind give no row: a push with them says what is wrong.
    """
    return [row for connection in without_others(connections) for row in _rows(connection)]


def _rows(connection: Connection) -> Iterator[Mapping]:
    source, races = connection.settings.get("source"), connection.settings.get("races")
    if not isinstance(source, str) or not source or not isinstance(races, MappingType):
        return
    try:
        renamed = event_map_of(connection)
    except ConfigError:
        return
    # Of names that are alike the last one counts, as in a push.
    names = {plain(name): (name, to) for name, to in renamed.items()}
    for race_id, race in races.items():
        yield _row(connection, (source, str(race_id), None), (str(race), None))
        for name, to in names.values():
            yield _row(connection, (source, str(race_id), name), (str(race), to))


def _row(
    connection: Connection, event: tuple[str, str, str | None], to: tuple[str, str | None]
) -> Mapping:
    source, race_id, event_name = event
    race, scoring_event = to
    return Mapping(
        timing_partner_id=connection.owner,
        connection=source,
        race_id=race_id,
        event_id=None,
        event_name=event_name,
        choice=None,
        scoring_connection=connection.slug,
        scoring_race_id=race,
        scoring_event=scoring_event,
        state="confirmed",
        decided_by=SETTINGS,
    )


def record_settings(warehouse: Warehouse, connections: Iterable[Connection]) -> bool:
    """Whether the rows had to be written anew: nothing is written where they stand already."""
    wanted = settings_rows(connections)
    if _same(read_mappings(warehouse), wanted):
        return False
    with writing(warehouse):
        warehouse.execute(FORGET, [SETTINGS])
        insert(warehouse, wanted)
    return True


def record_anew(place: Workplace) -> bool:
    """Whether a workplace's warehouse had to be told what its connections' settings map."""
    with open_warehouse(place.target) as warehouse:
        return record_settings(warehouse, place.connections().values())


def _same(rows: Iterable[Mapping], wanted: Iterable[Mapping]) -> bool:
    return {row for row in rows if row.is_setting} == set(wanted)
