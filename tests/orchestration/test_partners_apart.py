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
# Each is two commands of a person.
EXAMPLES = min(settings().max_examples // 20, 50)
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
def test_property_a_plan_and_its_file_hold_one_partners_people(
    town: Town, harbor: set[int], ridge: set[int]
) -> None:
    town.connect(harbor="harbor_entries", ridge="ridge_entries")
    town.serve({"harbor": harbor, "ridge": ridge})

    written = {partner: town.written(partner) for partner in MARKS}

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
