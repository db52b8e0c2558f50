"""Pushes and publications go out as they were looked at, through the queue, by who may."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from orchestration.queue import reading
from orchestration.workplace import Workplace
from push.kit.plan import Action, Plan
from push.kit.plans import PLANS, Plans
from push.publishing.ledger import PUBLICATIONS, ROWS, Publications
from push.publishing.plan import Plan as Publication
from push.publishing.plan import Row
from tests.orchestration.service.asking import ADMIN, OTHER, TIMER, VIEWER, Asking, bearer, token

PLAN = "/api/push/plan?connection=harbor_copernico"
MAKE, APPLY = "/api/push/plan", "/api/push/apply"
PUBLISH = "/api/results/publish"
EVENT = "harbor_runsignup-910101"
STRANGER = bearer(token("timer", OTHER))
RUNNER = Action("create", "rsu-1", "Maya Okafor", "10 Mile", {"bib": "7"})


@pytest.fixture
def plan(place: Workplace) -> Iterator[int]:
    """The number of a stored plan."""
    made = Plans(place.store).put(
        Plan("harbor_copernico", "riverbend", 1, 0, (RUNNER,), id="p1"), "ada"
    )
    assert made.number is not None
    yield made.number
    with place.store.begin() as store:
        store.execute(sa.delete(PLANS))


@pytest.fixture
def publication(place: Workplace) -> Iterator[int]:
    """The number of a publication that waits for approval."""
    row = Row("add", "rsu-1", "Maya Okafor", {"place": "1"})
    made = Publication(
        "harbor_runsignup", EVENT, "10 Mile", "harbor_copernico", "official", False, 0, 0, (row,)
    )
    yield Publications(place.store, "harbor_runsignup", EVENT).store(made, "ada")
    with place.store.begin() as store:
        store.execute(sa.delete(ROWS))
        store.execute(sa.delete(PUBLICATIONS))


@pytest.mark.parametrize("narrowed", ["", "&race=riverbend"])
def test_a_plan_is_shown_whole(service: Asking, plan: int, narrowed: str) -> None:
    answer = service.get(PLAN + narrowed, VIEWER)

    assert answer.status == 200
    assert (answer.json["number"], answer.json["state"]) == (plan, "open")
    assert answer.json["figures"]["create"] == 1
    assert answer.json["content"]["creates"][0]["record_id"] == "rsu-1"


@pytest.mark.parametrize("narrowed", ["&race=elsewhere", "&number=99"])
def test_a_plan_that_is_not_there_is_unknown(service: Asking, plan: int, narrowed: str) -> None:
    assert plan
    assert service.get(PLAN + narrowed, VIEWER).status == 404


def test_a_plan_of_another_partner_is_unknown(service: Asking, plan: int) -> None:
    assert service.get(f"{PLAN}&number={plan}", STRANGER).status == 404


@pytest.mark.parametrize(("race", "options"), [(None, {}), ("riverbend", {"race": "riverbend"})])
def test_a_plan_is_made_through_the_queue(
    service: Asking, place: Workplace, race: str | None, options: dict[str, str]
) -> None:
    answer = service.post(MAKE, {"connection": "harbor_copernico", "race": race}, TIMER)

    [job] = reading.newest(place.store)
    assert (answer.status, answer.json["syncId"]) == (202, job.id)
    assert (job.operation, job.connection, job.requested_by) == ("plan", "harbor_copernico", "ada")
    assert (job.owner, job.lane, job.priority) == ("harbor_timing", "urgent", 1)
    assert job.options == options


def test_a_plan_that_is_being_made_is_not_asked_for_twice(service: Asking) -> None:
    first = service.post(MAKE, {"connection": "harbor_copernico"})

    again = service.post(MAKE, {"connection": "harbor_copernico"})

    assert (again.status, again.json["syncId"]) == (409, first.json["syncId"])


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (ADMIN, {"connection": "nothing"}, 404),
        (STRANGER, {"connection": "harbor_copernico"}, 404),
        (VIEWER, {"connection": "harbor_copernico"}, 403),
        (ADMIN, {"connection": "harbor_runsignup"}, 422),
        (ADMIN, {"connection": "harbor_copernico", "race": ""}, 422),
        (ADMIN, {"connection": "harbor_copernico", "accept": True}, 422),
        ({}, {"connection": "harbor_copernico"}, 401),
    ],
)
def test_who_may_not_or_asks_for_nothing_has_no_plan_made(
    service: Asking,
    place: Workplace,
    headers: dict[str, str],
    body: dict[str, object],
    status: int,
) -> None:
    assert service.post(MAKE, body, headers).status == status
    assert reading.newest(place.store) == []


def test_an_approved_plan_is_queued_as_that_plan(
    service: Asking, place: Workplace, plan: int
) -> None:
    answer = service.post(APPLY, {"connection": "harbor_copernico", "plan": plan}, TIMER)

    [job] = reading.newest(place.store)
    assert (answer.status, answer.json["syncId"]) == (202, job.id)
    assert (job.operation, job.connection, job.requested_by) == ("push", "harbor_copernico", "ada")
    assert job.options == {"race": "riverbend", "plan": plan, "accept": False}


def test_a_plan_is_queued_once(service: Asking, plan: int) -> None:
    body = {"connection": "harbor_copernico", "plan": plan}
    first = service.post(APPLY, body)

    again = service.post(APPLY, body)

    assert (again.status, again.json["syncId"]) == (409, first.json["syncId"])


def test_a_plan_that_was_applied_is_closed(service: Asking, place: Workplace, plan: int) -> None:
    Plans(place.store).finish(plan)

    answer = service.post(APPLY, {"connection": "harbor_copernico", "plan": plan})

    assert (answer.status, answer.json["type"]) == (409, "urn:syncline:problem:plan-closed")


@pytest.mark.parametrize(
    ("headers", "connection", "number", "status"),
    [
        (ADMIN, "harbor_copernico", 10_000, 404),
        (ADMIN, "nothing", 1, 404),
        (ADMIN, "harbor_runsignup", 1, 404),
        (STRANGER, "harbor_copernico", 1, 404),
        (VIEWER, "harbor_copernico", 1, 403),
        (ADMIN, "harbor_copernico", 2**31, 422),
    ],
)
def test_no_other_plan_goes_out(
    service: Asking, headers: dict[str, str], connection: str, number: int, status: int
) -> None:
    answer = service.post(APPLY, {"connection": connection, "plan": number}, headers)

    assert answer.status == status


def test_a_publication_is_shown_with_its_rows(service: Asking, publication: int) -> None:
    answer = service.get(f"/api/results/plan?event={EVENT}", TIMER)

    assert (answer.status, answer.json["number"]) == (200, publication)
    assert (answer.json["state"], answer.json["approved_by"]) == ("planned", None)
    assert [row["record_id"] for row in answer.json["rows"]] == ["rsu-1"]


def test_a_publication_is_queued_as_approved_by_who_calls(
    service: Asking, place: Workplace, publication: int
) -> None:
    answer = service.post(PUBLISH, {"event": EVENT, "plan": publication}, TIMER)

    [job] = reading.newest(place.store)
    assert (answer.status, answer.json["syncId"]) == (202, job.id)
    assert (job.operation, job.connection, job.lane) == ("publish", "harbor_runsignup", "urgent")
    assert job.options == {
        "event": EVENT, "plan": publication, "approved_by": "ada", "accept": False,
    }  # fmt: skip


def test_a_plan_that_is_not_the_newest_is_not_published(
    service: Asking, place: Workplace, publication: int
) -> None:
    answer = service.post(PUBLISH, {"event": EVENT, "plan": publication + 1})

    assert (answer.status, reading.newest(place.store)) == (409, [])


def test_a_publication_that_is_done_is_not_sent_again(
    service: Asking, place: Workplace, publication: int
) -> None:
    Publications(place.store, "harbor_runsignup", EVENT).finish(publication, "done")

    assert service.post(PUBLISH, {"event": EVENT, "plan": publication}).status == 409


@pytest.mark.parametrize(("headers", "status"), [(STRANGER, 404), (VIEWER, 403), ({}, 401)])
def test_results_of_others_are_not_published(
    service: Asking, publication: int, headers: dict[str, str], status: int
) -> None:
    assert service.post(PUBLISH, {"event": EVENT, "plan": publication}, headers).status == status


def test_nobody_approves_in_anothers_name(service: Asking, publication: int) -> None:
    body = {"event": EVENT, "plan": publication, "approved_by": "Ada Umber"}

    assert service.post(PUBLISH, body, TIMER).status == 422
