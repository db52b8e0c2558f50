"""`syncline quarantine`: what could not be read, until a later snapshot could, and trying again."""

import json
from pathlib import Path

import pytest

from extract.kit.destination import open_warehouse
from extract.providers import PROVIDERS
from orchestration.quarantine.retrying import operation_of
from orchestration.queue import reading
from orchestration.workplace import Workplace
from tests.orchestration.calling import call
from tests.orchestration.conftest import empty_target
from tests.orchestration.trace.rows import CONNECTIONS, landed_rows, load


@pytest.fixture
def place(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Workplace:
    """A workplace in whose warehouse one record of a snapshot could not be read."""
    made = Workplace(tmp_path / "home", empty_target(engine, tmp_path, request), {})
    made.home.mkdir()
    (made.home / "connections.toml").write_text(CONNECTIONS, encoding="utf-8")
    run(made, *statements(made))
    return made


def statements(place: Workplace) -> list[str]:
    """The statements that land it."""
    with open_warehouse(place.target) as warehouse:
        return list(landed_rows(warehouse))


def run(place: Workplace, *texts: str) -> None:
    """Runs statements."""
    with open_warehouse(place.target) as warehouse:
        for text in texts:
            warehouse.execute(text)


def test_a_record_stands_until_a_later_snapshot_could_be_read(place: Workplace) -> None:
    before = json.loads(call(place, "quarantine", "list", "a", "--json").stdout)
    run(place, load("runsignup", "a", "500.1", "full", "11:05"))
    unfinished = json.loads(call(place, "quarantine", "list", "--json").stdout)
    run(place, "insert into raw_runsignup._dlt_loads values ('500.1', 0)")

    after = call(place, "quarantine", "list")

    assert [(one["entity"], one["reason"], one["place"]) for one in before] == [
        ("participants", "unreadable", "page 3 row 7")
    ]
    assert unfinished == before
    assert "Nothing is in quarantine" in after.stdout


def test_trying_again_reads_the_one_entity_whole(place: Workplace) -> None:
    said = json.loads(call(place, "quarantine", "retry", "a", "participants", "--json").stdout)

    [job] = reading.newest(place.store)
    place.store.dispose()
    assert said["job"]["id"] == job.id
    assert (job.operation, job.connection, job.requested_by, dict(job.options)) == (
        "participants", "a", "ada", {"full": True, "entities": ["participants"]},
    )  # fmt: skip


def test_an_entity_that_is_none_is_refused_in_words(place: Workplace) -> None:
    said = call(place, "quarantine", "retry", "a", "unicorns")

    assert said.exit_code == 1
    assert "RunSignUp has no 'unicorns'. It has" in said.stderr.replace("\n", " ")
    assert reading.newest(place.store) == []
    place.store.dispose()


def test_a_snapshot_of_a_provider_that_has_one_is_asked_for() -> None:
    stripe, runsignup = PROVIDERS["stripe"], PROVIDERS["runsignup"]

    assert operation_of(stripe, stripe.entities[0].name).name == "snapshot"
    assert operation_of(runsignup, "races").name == "events"
