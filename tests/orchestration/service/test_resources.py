"""The sync of the Resources Centre over HTTP: every status, and what it says of each resource."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from extract.kit.destination import Target
from orchestration.queue.jobs import Failure
from orchestration.queue.queue import Queue
from orchestration.queue.reading import newest
from orchestration.service.app import create_app
from orchestration.workplace import Workplace
from push.kit.plan import Plan
from push.kit.plans import Plans
from sandbox.serving import serve
from tests.orchestration.service.asking import VIEWER, Asking, bearer, token
from tests.orchestration.service.conftest import SETTINGS

SYNC = "/api/sync/resources-centre"
CONNECTION = """
[connections.harbor_centre]
provider = "resources_centre"
owner = "events"
settings = {{ {settings} }}
secrets = {{ {secrets} }}
"""
BASE_URL = 'base_url = "http://127.0.0.1:9"'
API_KEY = 'api_key = "canary-centre-key-3"'
COUNTS = {"created": 2, "updated": 1, "errors": 0}
NOTHING = {"created": 0, "updated": 0, "errors": 0}
FAILED = {"created": 0, "updated": 0, "errors": 1}
NEWS = {"speakers": COUNTS, "organizers": NOTHING, "sponsors": COUNTS}


def connect(place: Workplace, settings: str = BASE_URL, secrets: str = API_KEY) -> None:
    """Puts the connection into a workplace."""
    text = CONNECTION.format(settings=settings, secrets=secrets)
    (place.home / "connections.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def events_place(tmp_path: Path) -> Iterator[Workplace]:
    """A workplace of an events team."""
    place = Workplace(tmp_path, Target("duckdb", str(tmp_path / "warehouse.duckdb")), {})
    connect(place)
    yield place
    place.store.dispose()


@pytest.fixture
def events(events_place: Workplace) -> Iterator[Asking]:
    """Calls to its service."""
    with serve(create_app(events_place, SETTINGS)) as served, urllib3.PoolManager() as pool:
        yield Asking(served.url, pool)


def ended(place: Workplace, result: dict[str, Any], error: str = "") -> threading.Thread:
    """A worker that ends the next job with a result, badly if there is an error."""
    queue, waited = Queue(place.store), threading.Event()

    def work() -> None:
        job = None
        for _ in range(500):
            if job := queue.claim("worker-1"):
                break
            waited.wait(0.01)
        assert job is not None
        if error:
            queue.fail(job, Failure(error, result=result))
        else:
            queue.complete(job, result)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_all_well_is_200_with_the_figures_of_each_resource(
    events: Asking, events_place: Workplace
) -> None:
    worker = ended(events_place, {"news": NEWS})

    answer = events.post(SYNC)

    worker.join()
    assert answer.status == 200
    assert answer.json == {
        "message": "Sync completed successfully", "success": True, **NEWS,
        "syncId": newest(events_place.store)[0].id,
    }  # fmt: skip


def test_a_resource_that_failed_is_207_with_its_error(
    events: Asking, events_place: Workplace
) -> None:
    result = {"news": {**NEWS, "organizers": FAILED}, "failed": {"organizers": "HTTP 500"}}
    worker = ended(events_place, result, "HTTP 500")

    answer = events.post(SYNC)

    worker.join()
    assert (answer.status, answer.json["success"]) == (207, False)
    assert (answer.json["organizers"], answer.json["speakers"]) == (FAILED, COUNTS)
    assert answer.json["errors"] == ["HTTP 500"]


def test_all_resources_that_fail_are_207(events: Asking, events_place: Workplace) -> None:
    worker = ended(events_place, {"kinds": ["ServerError"]}, "HTTP 500")

    answer = events.post(SYNC)

    worker.join()
    found = [answer.json[name] for name in ("speakers", "organizers", "sponsors")]
    assert (answer.status, found) == (207, [FAILED, FAILED, FAILED])


def test_a_refused_key_is_401(events: Asking, events_place: Workplace) -> None:
    worker = ended(events_place, {"kinds": ["AuthError"]}, "HTTP 401")

    answer = events.post(SYNC)

    worker.join()
    assert (answer.status, answer.json["type"]) == (401, "urn:syncline:problem:key-refused")
    assert "Authentication failed with Resources Centre" in answer.json["detail"]


@pytest.mark.parametrize(
    ("settings", "secrets", "missing"), [("", API_KEY, "base_url"), (BASE_URL, "", "api_key")]
)
def test_what_is_not_set_is_400_with_its_name(
    events: Asking, events_place: Workplace, settings: str, secrets: str, missing: str
) -> None:
    connect(events_place, settings, secrets)

    answer = events.post(SYNC)

    assert (answer.status, answer.json["type"]) == (400, "urn:syncline:problem:not-configured")
    assert missing in answer.json["detail"]
    assert newest(events_place.store) == []


@pytest.mark.parametrize("headers", [VIEWER, bearer(token("timer", "events"))])
def test_other_roles_are_403(
    events: Asking, events_place: Workplace, headers: dict[str, str]
) -> None:
    answer = events.post(SYNC, headers=headers)

    assert (answer.status, newest(events_place.store)) == (403, [])


def test_nobody_is_401_of_another_kind(events: Asking) -> None:
    answer = events.post(SYNC, headers=None)

    assert (answer.status, answer.json["type"]) == (401, "urn:syncline:problem:not-identified")


def test_data_ops_may_and_what_has_not_ended_is_202(events: Asking) -> None:
    answer = events.post(SYNC, headers=bearer(token("data_ops")))

    assert (answer.status, answer.json["success"]) == (202, False)
    assert answer.json["speakers"] == NOTHING


def test_asking_again_does_not_wait_for_a_failed_try(
    events: Asking, events_place: Workplace
) -> None:
    first = ended(events_place, {"kinds": ["AuthError"]}, "HTTP 401")
    events.post(SYNC)
    first.join()
    second = ended(events_place, {"news": NEWS})

    answer = events.post(SYNC)

    second.join()
    assert answer.status == 200
    assert [one.state for one in newest(events_place.store)] == ["completed", "cancelled"]


@pytest.mark.parametrize(("path", "body"), [("plan", {}), ("apply", {"plan": 1})])
def test_edits_are_not_sent_back_unless_it_is_allowed(
    events: Asking, events_place: Workplace, path: str, body: dict[str, int]
) -> None:
    plan = Plan("harbor_centre", "speakers", 0, 0, (), id="p1")
    Plans(events_place.store).put(plan, "ada")
    asked = {"connection": "harbor_centre", **body}

    refused = events.post(f"/api/push/{path}", asked)
    before = newest(events_place.store)
    connect(events_place, f"{BASE_URL}, write_back = true")
    allowed = events.post(f"/api/push/{path}", asked)

    assert (refused.status, refused.json["type"]) == (409, "urn:syncline:problem:write-back-off")
    assert (before, allowed.status) == ([], 202)
    assert [one.operation for one in newest(events_place.store)] == [
        {"plan": "plan", "apply": "push"}[path]
    ]


def test_the_key_is_in_no_answer(events: Asking, events_place: Workplace) -> None:
    connect(events_place, 'base_url = ""')

    assert "canary-centre-key-3" not in events.post(SYNC).raw.decode()
