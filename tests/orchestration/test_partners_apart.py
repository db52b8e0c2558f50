"""Two partners with the same races, events, ids and bibs: no push or file mixes their people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.kit.destination import Target
from extract.kit.errors import ConfigError
from orchestration.mapping.feeds import Feeds, Place, Scoring
from orchestration.mapping.partners import without_others
from orchestration.mapping.settings import settings_rows
from orchestration.pushing import make_plans
from orchestration.workplace import Workplace
from push.kit.mapping import Decisions
from push.kit.source import Person
from sandbox.copernico import demo as copernico
from sandbox.copernico.app import Copernico
from sandbox.serving import serve
from tests.orchestration.calling import call
from tests.push.world import fill, person

SPRING = "riverbend-spring-2026"
MARKS = {"harbor": "Quillfeather", "ridge": "Zanderholm"}
# Each is four commands of a person.
EXAMPLES = min(settings().max_examples // 20, 50)
SERVED = """
    create or replace table race.unified_participants as
    select *, concat(connection, '-', registration_id) as participant_key,
        concat(connection, '-910101') as event_key
    from race.unified_participants
"""
# The same races and events of either; whose they are is in their connections and names.
EVENTS = """
    create table race.unified_events as
    select concat(one.connection, '-', one.event_id) as event_key, one.*,
        '10 Mile' as event_name, date '2026-04-19' as event_date
    from (
        select 'runsignup' as source_provider, concat(partner, '_entries') as connection,
            partner as timing_partner_id, '900101' as race_id, mark as race_name,
            '910101' as event_id
        from race.partners
        union all
        select 'copernico', concat(partner, '_scoring'), partner, 'riverbend-spring-2026', mark,
            'riverbend-spring-2026|10 Mile'
        from race.partners
    ) as one
"""
# Everybody has finished, and once more somebody whom nobody registered wears each bib.
RESULTS = """
    create table race.unified_results as
    select concat(race.partners.partner, known.is_known, people.registration_id) as result_key,
        concat(race.partners.partner, '_scoring') as connection,
        'riverbend-spring-2026|10 Mile' as event_id,
        case when known.is_known then people.participant_key end as participant_key,
        people.registration_id as bib_number, 'Maya' as first_name,
        race.partners.mark as last_name, 'female' as gender, 'finished' as status,
        false as is_placeholder, true as is_ranked,
        cast(people.registration_id as integer) as overall_rank, 3600000 as gun_time_ms,
        3600000 as chip_time_ms
    from race.unified_participants as people
    cross join (values (true), (false)) as known (is_known)
    inner join race.partners
        on not known.is_known or people.connection = concat(race.partners.partner, '_entries')
"""
NUMBERS = st.sets(st.integers(1, 30), min_size=1, max_size=12)


@dataclass
class Town:
    """A workplace of two partners, whose people stand in one warehouse."""

    place: Workplace
    url: str

    def people(self, partner: str, numbers: set[int]) -> list[Person]:
        """Runners of a partner; only their names tell whose they are."""
        names = {"event_name": "10 Mile", "last_name": MARKS[partner]}
        return [person(number, **names) for number in sorted(numbers)]

    def serve(self, numbers: dict[str, set[int]]) -> None:
        """Serves people of each partner through its registration connection."""
        with duckdb.connect(self.place.target.location) as warehouse:
            warehouse.execute("drop schema if exists race cascade")
            fill(warehouse, self.people("harbor", numbers["harbor"]), "harbor_entries")
            warehouse.execute("alter table race.unified_participants rename to harbors")
            fill(warehouse, self.people("ridge", numbers["ridge"]), "ridge_entries")
            warehouse.execute("insert into race.unified_participants select * from race.harbors")
            warehouse.execute("create table race.partners (partner text, mark text)")
            warehouse.executemany("insert into race.partners values (?, ?)", [*MARKS.items()])
            for statement in (SERVED, EVENTS, RESULTS):
                warehouse.execute(statement)

    def connect(self, **sources: str) -> None:
        """Writes a registration and a scoring connection of each partner, and what feeds which."""
        connections: dict[str, Any] = {}
        for partner, source in sources.items():
            scoring = copernico.connection(self.url)
            scoring["settings"] |= {"source": source, "races": {"900101": SPRING}}
            connections[f"{partner}_entries"] = {"provider": "runsignup", "owner": partner}
            connections[f"{partner}_scoring"] = {
                "provider": "copernico",
                **scoring,
                "owner": partner,
            }
        text = tomlkit.dumps({"connections": connections})
        (self.place.home / "connections.toml").write_text(text, encoding="utf-8")

    def written(self, partner: str) -> str:
        """The import file of a partner's push, and the plan that is stored with it."""
        path = self.place.home / f"{partner}.csv"
        path.unlink(missing_ok=True)
        done = call(self.place, "push", "plan", f"{partner}_scoring", "--csv", str(path), "--json")
        assert done.exit_code == 0, done.output
        return path.read_text(encoding="utf-8") + done.output

    def results(self, partner: str) -> str:
        """The file of a partner's results, and what is said of it."""
        path = self.place.home / f"{partner}-results.csv"
        path.unlink(missing_ok=True)
        event = f"{partner}_entries-910101"
        done = call(self.place, "results", "export", event, str(path), "--json")
        assert done.exit_code == 0, done.output
        return path.read_text(encoding="utf-8") + done.output


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Each partner is fed by its own registrations."""
    home = tmp_path_factory.mktemp("town")
    place = Workplace(home, Target("duckdb", str(home / "warehouse.duckdb")), {})
    scoring = Copernico()
    with serve(scoring.app) as server:
        made = Town(place, server.url)
        yield made
        made.place.store.dispose()
    scoring.close()


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(harbor=NUMBERS, ridge=NUMBERS)
def test_property_a_plan_and_every_file_hold_one_partners_people(
    town: Town, harbor: set[int], ridge: set[int]
) -> None:
    town.connect(harbor="harbor_entries", ridge="ridge_entries")
    town.serve({"harbor": harbor, "ridge": ridge})

    written = {partner: town.written(partner) + town.results(partner) for partner in MARKS}

    found = {
        partner: [name for name in MARKS.values() if name in text]
        for partner, text in written.items()
    }
    assert found == {partner: [name] for partner, name in MARKS.items()}


def test_another_partners_people_are_not_planned_whatever_the_settings_say(town: Town) -> None:
    town.connect(harbor="ridge_entries", ridge="ridge_entries")
    town.serve({"harbor": {1}, "ridge": {1, 2}})

    with pytest.raises(ConfigError, match="'ridge_entries', which is not a connection of harbor"):
        make_plans(town.place, "harbor_scoring")

    assert [len(one.creates) for one in make_plans(town.place, "ridge_scoring")] == [2]
    fed = {row.scoring_connection for row in settings_rows(town.place.connections().values())}
    assert fed == {"ridge_scoring"}


def test_what_names_anothers_connection_feeds_nothing(town: Town) -> None:
    town.connect(harbor="ridge_entries", ridge="ridge_entries")
    connections = list(town.place.connections().values())
    scoring = [Scoring(one, Decisions([])) for one in without_others(connections)]
    names = [(f"{one}_scoring", SPRING, "10 Mile") for one in MARKS]

    found = Feeds(scoring, names).of(Place("ridge_entries", "900101", "1", "10 Mile"))

    assert [one.scoring_connection for one in found] == ["ridge_scoring"]
