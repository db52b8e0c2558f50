"""Pushing by number, as a person asks for it: plan, apply, undo, list."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from extract.kit.destination import Target
from extract.kit.errors import ConfigError
from orchestration.cli import app
from orchestration.demo.sandboxes import write_connections
from orchestration.pushing import (
    PushRequest,
    apply_plans,
    make_plans,
    plan_undo,
    stored_plans,
    verify_races,
)
from orchestration.workplace import Workplace
from push.kit.errors import PlanClosed
from sandbox.copernico.app import Copernico
from sandbox.faults import Fault
from sandbox.serving import serve
from tests.push.world import fill, person

SCORING = "demo_copernico"
SPRING = "riverbend-spring-2026"
PEOPLE = [person(number, event_name="10 Mile") for number in range(1, 4)]
AUTUMN = person(9, race_id="900102", event_name="Half Marathon")


@dataclass
class Desk:
    """A workplace whose warehouse serves four people of two races, and the scoring server."""

    place: Workplace
    scoring: Copernico
    runner: CliRunner

    def run(self, *words: str) -> tuple[int, str]:
        """Exit code and output of a command."""
        result = self.runner.invoke(app, list(words))
        return result.exit_code, result.output

    def correct(self, number: int, **fields: str) -> None:
        """Changes somebody as if on the timer's screen."""
        self.scoring.store.tamper(SPRING, f"runsignup-{number}", fields)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Nothing pushed yet; whoever is at work is called ana."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as warehouse:
        fill(warehouse, [*PEOPLE, AUTUMN])
    scoring, env = Copernico(), {"SYNCLINE_ACTOR": "ana"}
    (tmp_path / "demo").mkdir()
    with serve(scoring.app) as server:
        write_connections(tmp_path / "demo" / "connections.toml", {"copernico": server.url})
        place = Workplace(tmp_path, Target("duckdb", str(path)), env)
        runner = CliRunner(env={"SYNCLINE_HOME": str(tmp_path), "COLUMNS": "200", **env})
        yield Desk(place, scoring, runner)
    scoring.close()


def test_each_race_has_a_plan_of_its_own_number(desk: Desk) -> None:
    plans = make_plans(desk.place, SCORING)

    assert [(one.number, one.race, len(one.creates)) for one in plans] == [
        (1, SPRING, 3),
        (2, "pine-ridge-2026", 1),
    ]


def test_only_the_plan_of_that_number_is_applied(desk: Desk) -> None:
    make_plans(desk.place, SCORING)

    done = apply_plans(desk.place, PushRequest(SCORING, plan=2))

    assert [(one.number, one.sent) for one in done] == [(2, 1)]
    assert desk.scoring.store.entrants(SPRING) == []


def test_without_a_number_a_plan_is_made_stored_and_applied(desk: Desk) -> None:
    done = apply_plans(desk.place, PushRequest(SCORING, race=SPRING))

    [stored] = stored_plans(desk.place, SCORING)
    assert [(one.number, one.sent) for one in done] == [(1, 3)]
    assert (stored.number, stored.state, stored.made_by, stored.applied_by) == (
        1,
        "applied",
        "ana",
        "ana",
    )


def test_a_plan_of_another_connection_is_refused(desk: Desk) -> None:
    make_plans(desk.place, SCORING)

    with pytest.raises(PlanClosed, match=r"Plan 1 is one of demo_copernico, not of demo_runsignup"):
        apply_plans(desk.place, PushRequest("demo_runsignup", plan=1))


def test_a_plan_of_another_race_is_refused(desk: Desk) -> None:
    make_plans(desk.place, SCORING)

    with pytest.raises(PlanClosed, match=r"Plan 2 is one of race pine-ridge-2026, not of riverb"):
        apply_plans(desk.place, PushRequest(SCORING, race=SPRING, plan=2))


def test_an_import_file_that_cannot_be_written_is_an_error_in_words(desk: Desk) -> None:
    path = desk.place.home / "nowhere" / "list.csv"

    code, shown = desk.run("push", "plan", SCORING, "--race", SPRING, "--csv", str(path))

    assert code == 1
    assert f"The import file {path} cannot be written: No such file or directory" in shown


def test_an_import_file_stays_whole_when_the_provider_fails(desk: Desk) -> None:
    path = desk.place.home / "list.csv"
    path.write_text("the one of yesterday")
    desk.scoring.faults.add(Fault(kind="status", path="/preset/", skip=2, times=None, status=403))

    code, _ = desk.run("push", "plan", SCORING, "--race", SPRING, "--csv", str(path))

    assert (code, path.read_text()) == (1, "the one of yesterday")


def test_a_race_that_is_braked_hides_no_race_that_was_pushed_before_it(desk: Desk) -> None:
    apply_plans(desk.place, PushRequest(SCORING))
    desk.scoring.store.delete("pine-ridge-2026", "runsignup-9")

    code, shown = desk.run("push", "apply", SCORING)

    assert code == 4
    assert f"{SPRING}, plan 3, was pushed before that: 0 sent, 0 confirmed." in shown
    assert "race pine-ridge-2026: 1 of the 1 people sent before are missing" in shown


def test_a_race_that_is_not_fed_is_named(desk: Desk) -> None:
    with pytest.raises(ConfigError, match=r"feeds no race 'x'\. It feeds riverbend-spring-2026, p"):
        make_plans(desk.place, SCORING, race="x")


def test_a_push_is_undone_by_a_plan_of_its_own(desk: Desk) -> None:
    apply_plans(desk.place, PushRequest(SCORING, race=SPRING))

    undo = plan_undo(desk.place, 1)
    [done] = apply_plans(desk.place, PushRequest(SCORING, plan=undo.number))

    assert (undo.number, undo.undoes, len(undo.withdrawals)) == (2, 1, 3)
    assert len(done.listed) == 3


def test_the_commands_name_the_plan_and_how_to_go_on(desk: Desk) -> None:
    code, shown = desk.run("push", "plan", SCORING, "--race", SPRING)
    applied = desk.run("push", "apply", SCORING, "--plan", "1")
    again = desk.run("push", "apply", SCORING, "--plan", "1")

    assert code == 0
    assert f"{SPRING} plan 1: 3 active = 3 to create" in shown
    assert "to send it: syncline push apply demo_copernico --plan 1" in shown
    assert "syncline push plan demo_copernico --csv FILE" in shown
    assert (applied[0], "3 sent, 3 confirmed" in applied[1]) == (0, True)
    assert (again[0], "Plan 1 was applied by ana" in again[1]) == (1, True)


@pytest.mark.parametrize("number", ["0", "-1", "9999999999999999999", "all"])
def test_a_number_that_no_plan_can_have_is_a_wrong_call(desk: Desk, number: str) -> None:
    applied, _ = desk.run("push", "apply", SCORING, "--plan", number)
    undone, _ = desk.run("push", "undo", "--", number)

    assert (applied, undone) == (2, 2)
    assert stored_plans(desk.place, SCORING) == []


def test_the_list_of_plans_is_shown_and_given_as_json(desk: Desk) -> None:
    apply_plans(desk.place, PushRequest(SCORING, race=SPRING))
    undone = desk.run("push", "undo", "1")

    code, shown = desk.run("push", "plans", SCORING)
    _, text = desk.run("push", "plans", SCORING, "--json")

    assert (undone[0], "plan 2 undoes plan 1" in undone[1]) == (0, True)
    assert (code, "2 undoes 1" in shown, "applied" in shown) == (0, True, True)
    assert [(one["number"], one["state"]) for one in json.loads(text)] == [
        (2, "open"),
        (1, "applied"),
    ]


def test_all_is_well_while_only_scoring_has_corrected(desk: Desk) -> None:
    apply_plans(desk.place, PushRequest(SCORING))
    desk.correct(1, dorsal="901", surname="Mended")

    verified = desk.run("push", "verify", SCORING)
    applied = desk.run("push", "apply", SCORING)

    assert (verified[0], applied[0]) == (0, 0)
    assert "last_name is 'Runner 1' in the source" in verified[1]
    assert [str(one) for one in verify_races(desk.place, SCORING)] == [
        "2 of 3 match, 1 corrected there and kept",
        "1 of 1 match",
    ]


def test_somebody_who_vanished_makes_both_commands_exit_with_3(desk: Desk) -> None:
    apply_plans(desk.place, PushRequest(SCORING))
    with duckdb.connect(desk.place.target.location) as warehouse:
        warehouse.execute("delete from race.unified_participants where registration_id = '1'")

    verified = desk.run("push", "verify", SCORING)
    applied = desk.run("push", "apply", SCORING)

    assert (verified[0], applied[0]) == (3, 3)
    assert "at the provider, but no longer in the source" in verified[1]
