"""Which scoring event an event may belong to, by name, day and distance; people decide."""

from dataclasses import dataclass, replace

from extract.kit.destination import Warehouse, open_warehouse
from orchestration.generations.served import require_served
from orchestration.mapping.completeness import judge
from orchestration.mapping.events import Catalogue, read_catalogue
from orchestration.mapping.feeds import Feeds, Place, read_feeds
from orchestration.mapping.settings import record_settings
from orchestration.mapping.table import Mapping, delete, insert, writing
from orchestration.workplace import Workplace

FITTING = """
    select timing_partner_id, connection, race_id, event_id, event_name, null as choice,
        scoring_connection, scoring_race_id, scoring_event, 'suggested' as state, score,
        is_ambiguous, reason
    from intermediate.int_race__event_mappings_suggested
    order by connection, race_id, event_id, score desc, scoring_connection, scoring_event
"""
SUPER = """
    select timing_partner_id, connection, race_id, event_id, event_name, null as choice,
        null as scoring_connection, null as scoring_race_id, null as scoring_event,
        'suggested' as state, cast(100 as numeric(5, 2)) as score, false as is_ambiguous,
        'a super event: its people are registered in ' || part_names || ' too' as reason
    from intermediate.int_race__super_events_listed
    order by connection, race_id, event_id
"""


@dataclass(frozen=True)
class Suggested:
    """The suggestions that stand now, and how many events need none: they go somewhere already."""

    rows: tuple[Mapping, ...]
    settled: int


def suggest(place: Workplace) -> Suggested:
    """Suggests anew what may be confirmed for events that nobody has decided on.

    What a person decided or refused stays as it is, and what settings or names settle is left out.

    Raises: NothingServed before the first build.
    """
    connections = list(place.connections().values())
    with open_warehouse(place.target) as warehouse:
        for model in ("int_race__event_mappings_suggested", "int_race__super_events_listed"):
            require_served(warehouse, "intermediate", model)
        catalogue = read_catalogue(warehouse)
        record_settings(warehouse, connections)
        settled = _settled(catalogue, read_feeds(warehouse, connections))
        fitting = _fitting(warehouse)
        with writing(warehouse) as rows:
            settled |= {
                (row.connection, row.event_id)
                for row in rows
                if row.state == "confirmed" and row.event_id is not None and row.choice is None
            }
            refused = {_pair(row) for row in rows if row.state == "refused"}
            # Two events of one scoring race may share a name, which is then suggested once.
            fitting = list({_pair(row): row for row in reversed(fitting)}.values())[::-1]
            wanted = [
                row
                for row in fitting
                if (row.connection, row.event_id) not in settled and _pair(row) not in refused
            ]
            delete(warehouse, [row for row in rows if row.state == "suggested"])
            insert(warehouse, wanted)
    return Suggested(tuple(wanted), len(settled))


def _fitting(warehouse: Warehouse) -> list[Mapping]:
    """Scoring events that fit, and of super events that their people are sent from none of theirs.

    A super event that fits a scoring event as well is left for a person to choose.
    """
    fitting = [Mapping(*row) for row in warehouse.fetch(FITTING)]
    whole = [Mapping(*row) for row in warehouse.fetch(SUPER)]
    both = {_event(row) for row in fitting} & {_event(row) for row in whole}
    return [
        replace(row, is_ambiguous=True) if _event(row) in both else row
        for row in (*fitting, *whole)
    ]


def _event(row: Mapping) -> tuple[str, str | None]:
    return row.connection, row.event_id


def _settled(catalogue: Catalogue, feeds: Feeds) -> set[tuple[str, str | None]]:
    """The events of which it is known where their people go, or that they go nowhere."""
    found: set[tuple[str, str | None]] = set()
    for event in catalogue.registration:
        place = Place(event.connection, event.race_id, event.event_id, event.event_name)
        if judge(place, feeds.of(place))[0] in ("sent", "sent_twice", "excluded"):
            found.add((event.connection, event.event_id))
    return found


def _pair(row: Mapping) -> tuple[str | None, ...]:
    return (
        row.connection,
        row.event_id,
        row.scoring_connection,
        row.scoring_race_id,
        row.scoring_event,
    )
