"""Where a person decided that the people of a registration event go: `ops.event_mappings`.

A decision is about one event of a registration connection, and about one choice within it (a wave)
or, where that is null, all of them. It names a scoring event, or that nobody is sent: to one
scoring connection, or anywhere. What a connection's settings say stands in the table too, to be
seen; here only what persons decided is read, for settings are at hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from push.kit.source import Decision, Person, Warehouse, marks_of, read_people

SETTINGS = "connection settings"
TABLE_THERE = """
    select count(*) from information_schema.tables
    where table_schema = 'ops' and table_name = 'event_mappings'
"""
DECISIONS = """
    select connection, race_id, event_id, choice, scoring_connection, scoring_race_id,
        scoring_event, decided_by
    from ops.event_mappings
    where state = 'confirmed' and event_id is not null
        and (scoring_connection = {mark} or scoring_connection is null)
"""
Sources = Mapping[str, Sequence[str]]
"""Race ids by registration connection."""


class Decisions:
    """What persons decided about the events that one scoring connection could be sent."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._found: dict[tuple[str, str, str | None, bool], Decision] = {}
        for one in decisions:
            everywhere = one.scoring_connection is None
            self._found[one.connection, one.event_id, one.choice, everywhere] = one

    def of(self, connection: str, event_id: str | None, choice: str | None) -> Decision | None:
        """What holds for an event and choice: for the choice before for all, here before anywhere.

        None where nobody decided, which leaves it to the settings and to the event's name.
        """
        if not self._found or event_id is None:
            return None
        for chosen in (choice, None) if choice else (None,):
            for everywhere in (False, True):
                found = self._found.get((connection, event_id, chosen, everywhere))
                if found is not None:
                    return found
        return None

    def of_choices(self, connection: str, event_id: str | None) -> list[Decision]:
        """What holds for those choices within an event that were decided on by themselves."""
        chosen = {
            choice
            for slug, event, choice, _ in self._found
            if (slug, event) == (connection, event_id) and choice is not None
        }
        found = (self.of(connection, event_id, choice) for choice in sorted(chosen))
        return [one for one in found if one is not None]

    def sources(self, race: str) -> Sources:
        """The races from which persons send events to a race of the scoring connection."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one in self._found.values():
            if one.scoring_race == race:
                found[one.connection].add(one.race_id)
        return {connection: sorted(races) for connection, races in found.items()}

    @property
    def races(self) -> list[str]:
        """The races of the scoring connection that persons send events to, by their ids."""
        return sorted({one.scoring_race for one in self._found.values() if one.scoring_race})


def race_of(decision: Decision | None, configured: str | None) -> str | None:
    """The race that an event goes to, or is kept from; `configured` is where settings send it."""
    if decision is None or decision.scoring_event is None:
        return configured
    return decision.scoring_race


def read_decisions(warehouse: Warehouse, scoring_connection: str) -> Decisions:
    """What stands decided now; nothing where no build has made the table yet."""
    if not warehouse.execute(TABLE_THERE).fetchall()[0][0]:
        return Decisions([])
    query = DECISIONS.format(mark=marks_of(warehouse, 1))
    rows = warehouse.execute(query, [scoring_connection]).fetchall()
    return Decisions(Decision(*row) for row in rows)


def read_fed(
    warehouse: Warehouse, scoring_connection: str, race: str, configured: Sources
) -> Iterator[Person]:
    """The people of one scoring race: of the configured races, and of events decided for it.

    Who is decided for another race of the connection is elsewhere while active, and may have been
    sent before that was decided.

    Yields: people with the decision about them, ordered by connection and registration id.
    """
    decisions = read_decisions(warehouse, scoring_connection)
    decided = decisions.sources(race)
    for connection in sorted({*configured, *decided}):
        own = configured.get(connection, ())
        races = sorted({*own, *decided.get(connection, ())})
        for person in read_people(warehouse, connection, races):
            decision = decisions.of(connection, person.event_id, person.choice)
            to_race = race_of(decision, race if person.race_id in own else None)
            if to_race == race or person.status != "active":
                yield person if decision is None else replace(person, decision=decision)
            elif decision is not None and to_race is not None:
                why = f"now sent to race {to_race}, by decision of {decision.decided_by}"
                yield replace(person, status="elsewhere", removed_reason=why)
