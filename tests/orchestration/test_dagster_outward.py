"""Pushes and publications as runs: what was asked for reaches them, what they did is told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import tomlkit

from extract.kit.connection import Connection
from extract.kit.destination import Target
from orchestration.defs import push
from orchestration.defs.runs import Runner
from orchestration.publishing.flow import Approval
from orchestration.pushing import PushRequest
from orchestration.queue.jobs import JobRequest
from orchestration.queue.outcome import Ran
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace
from push.kit.apply import Applied
from push.kit.errors import PushBraked
from push.kit.plans import Plans
from push.kit.verify import Seal
from sandbox.copernico.app import Copernico
from sandbox.runsignup.access import KEY, SECRET
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.orchestration.publishing.conftest import EVENTS, RESULTS
from tests.push.world import fill, person, sandbox_connection
from tests.sandbox.client import tiny

SPRING, TEN_MILE = "riverbend-spring-2026", "harbor-910101"
PUSHED = JobRequest("push", "race", "copernico", "demo_copernico", "demo_timing")
PUBLISHED = JobRequest(
    "publish", "race", "runsignup", "harbor", "harbor_timing", options={"event": TEN_MILE}
)
ENTERED = """
    alter table race.unified_participants add column participant_key text;
    alter table race.unified_participants add column event_key text;
    insert into race.unified_participants by name
    select participant_key, 'runsignup' as source_provider, 'harbor' as connection,
        'harbor-910101' as event_key, '10 Mile' as event_name, registration_id,
        'active' as status, bib_number
    from (values ('harbor-1', '1', '10'), ('harbor-2', '2', '20')) as given (
        participant_key, registration_id, bib_number
    );
"""


@dataclass(frozen=True)
class Outside:
    """The scoring system that is pushed to, and the registration provider that takes results."""

    scoring: Copernico
    registration: RunSignUp

    def pushed(self) -> list[tuple[str, str]]:
        """Whom the scoring system holds, each with the name."""
        held = self.scoring.store.entrants(SPRING)
        return sorted((one.key, one.person["surname"]) for one in held)

    def published(self) -> list[tuple[str, str]]:
        """The bibs and chip times of all that the registration provider shows."""
        kept = self.registration.results._sets.values()
        return [(str(row["bib"]), row["chip_time"]) for one in kept for row in one.rows]


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    """Nobody pushed yet, and nothing published."""
    opened = Outside(Copernico(), RunSignUp(tiny(), today=lambda: date(2026, 3, 1)))
    yield opened
    opened.scoring.close()


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory, outside: Outside) -> Iterator[Runner]:
    """One runner for all tests, over a warehouse that serves three people and four results."""
    home: Path = tmp_path_factory.mktemp("outward")
    target = Target("duckdb", str(home / "warehouse.duckdb"))
    with duckdb.connect(target.location) as warehouse:
        fill(warehouse, [person(number, event_name="10 Mile") for number in range(1, 4)])
        warehouse.execute(";".join([ENTERED, EVENTS, RESULTS]))
    place = Workplace(home, target, {})
    with serve(outside.scoring.app) as scoring, serve(outside.registration.app) as registration:
        (home / "connections.toml").write_text(connections(scoring.url, registration.url))
        opened = Runner(place)
        yield opened
        opened.instance.dispose()
    place.store.dispose()


def connections(scoring: str, registration: str) -> str:
    """The registry: both that are sent to, and the scoring account whose results are served."""
    club = Connection(
        "harbor",
        "runsignup",
        "harbor_timing",
        {"base_url": f"{registration}/rest", "paced": False},
        {"api_key": KEY, "api_secret": SECRET},
    )
    settings = {"source": "harbor", "races": {"900101": "spring"}, "event_map": {"10 Mile": "10M"}}
    timing = Connection("timing", "copernico", "harbor_timing", settings)
    entries: dict[str, dict[str, Any]] = {
        one.slug: {
            "provider": one.provider,
            "owner": one.owner,
            "settings": dict(one.settings),
            "secrets": dict(one.secrets),
        }
        for one in (sandbox_connection(scoring, paced=False, event_map={}), club, timing)
    }
    return tomlkit.dumps({"connections": entries})


def run(runner: Runner, request: JobRequest) -> Ran:
    """What became of a job, as a worker executes it."""
    queue = Queue(runner._place.store)
    queue.put(request)
    job = queue.claim("tester")
    assert job is not None
    ran = runner.execute(job, lambda run_id: queue.tie(job, run_id))
    queue.complete(job, ran.result)
    return ran


def test_a_plan_is_stored_under_who_asked_for_it_and_sends_nothing(
    runner: Runner, outside: Outside
) -> None:
    asked = replace(PUSHED, operation="plan", options={"race": SPRING}, requested_by="Ada Umber")

    ran = run(runner, asked)

    assert (ran.error, ran.state, outside.pushed()) == (None, "completed", [])
    assert ran.result["stages"]["plan/copernico"] == {"plan": f"{SPRING}: plan 1", "brakes": ""}
    about = Plans(runner._place.store).about(1)
    assert (about.state, about.race, about.made_by) == ("open", SPRING, "Ada Umber")
    assert about.figures["create"] == 3


def test_a_plan_of_a_race_that_is_not_fed_fails_with_those_that_are(runner: Runner) -> None:
    ran = run(runner, replace(PUSHED, operation="plan", options={"race": "elsewhere"}))

    assert ran.state == "failed"
    assert f"feeds no race 'elsewhere'. It feeds {SPRING}" in str(ran.error)


def test_a_push_reaches_the_scoring_system_and_is_proven(runner: Runner, outside: Outside) -> None:
    first = run(runner, PUSHED)
    second = run(runner, PUSHED)

    assert (first.error, first.state, first.result["records"]) == (None, "completed", 3)
    assert outside.pushed() == [
        ("runsignup-1", "Runner 1"), ("runsignup-2", "Runner 2"), ("runsignup-3", "Runner 3"),
    ]  # fmt: skip
    told = first.result["stages"]["push/copernico"]
    assert (told["plan"], told["sent"], told["confirmed"], told["seal"]) == (
        f"{SPRING}: plan 1", 3, 3, f"{SPRING}: 3 of 3 match",
    )  # fmt: skip
    assert second.result["stages"]["push/copernico"]["sent"] == 0


def test_results_go_out_once_somebody_has_approved_them(runner: Runner, outside: Outside) -> None:
    refused = run(runner, PUBLISHED)
    before = outside.published()

    done = run(runner, replace(PUBLISHED, requested_by="Ada Umber"))

    assert (refused.state, before) == ("failed", [])
    assert "--approved-by NAME" in str(refused.error)
    assert (done.error, done.state, done.result["records"]) == (None, "completed", 2)
    assert outside.published() == [("10", "1:00:00.001"), ("20", "1:00:00.002")]
    told = done.result["stages"]["publish/runsignup"]
    assert (told["sent"], told["seal"]) == (2, "2 of 2 match")


def test_a_push_is_asked_as_the_job_says_and_tells_its_stages(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[PushRequest] = []
    done = Applied("p1", 3, 2, (), (), (), Seal("spring", 2, 3), number=7)

    def apply(_place: Workplace, request: PushRequest) -> list[Applied]:
        asked.append(request)
        return [done]

    monkeypatch.setattr(push, "apply_plans", apply)
    options = {"race": "spring", "plan": 7, "accept": True}

    ran = run(runner, JobRequest("push", "race", "copernico", "timing", "harbor", options=options))

    assert ran.state == "completed"
    assert asked == [PushRequest("timing", race="spring", plan=7, accept=True)]
    assert ran.result["records"] == 3
    assert ran.result["stages"]["push/copernico"] == {
        "plan": "spring: plan 7",
        "sent": 3,
        "confirmed": 2,
        "rejected": 0,
        "withdrawn": 0,
        "seal": "spring: 2 of 3 match",
    }


def test_a_braked_push_is_final(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def braked(*_: Any) -> list[Applied]:
        raise PushBraked("timing, race spring: half would be withdrawn. Nothing was sent.")

    monkeypatch.setattr(push, "apply_plans", braked)

    ran = run(runner, JobRequest("push", "race", "copernico", "timing", "harbor"))

    assert (ran.state, ran.is_final) == ("failed", True)
    assert str(ran.error).startswith("timing, race spring: half would be withdrawn")


def test_a_publication_goes_out_as_approved_by_who_asked_for_it(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Approval]] = []

    def publish(_place: Workplace, event: str, approval: Approval) -> None:
        asked.append((event, approval))
        raise PushBraked("not today")

    monkeypatch.setattr(push, "publish_results", publish)
    options = {"event": "club-12", "plan": 4}
    request = JobRequest(
        "publish", "race", "runsignup", "club", "harbor", options=options, requested_by="Ada Umber"
    )

    ran = run(runner, request)

    assert asked == [("club-12", Approval("Ada Umber", 4))]
    assert ran.error == "not today"


def test_an_option_of_another_kind_is_refused_with_its_name(runner: Runner) -> None:
    request = JobRequest("push", "race", "copernico", "timing", "harbor", options={"plan": "x"})

    ran = run(runner, request)

    assert ran.state == "failed"
    assert "plan" in str(ran.error)


def test_a_publication_without_an_event_is_refused_without_a_run(runner: Runner) -> None:
    ran = run(runner, JobRequest("publish", "race", "runsignup", "club", "harbor"))

    assert (ran.state, ran.run_id) == ("failed", "")
    assert "no event to publish results of" in str(ran.error)
