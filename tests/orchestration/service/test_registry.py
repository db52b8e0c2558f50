"""The registry over HTTP: the same functions as the commands, secrets in and never out."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from orchestration.queue.queue import Queue
from orchestration.queue.reading import find
from orchestration.registry.table import CHANGES, CONNECTION_SECRETS, CONNECTIONS
from orchestration.workplace import Workplace
from tests.orchestration.service.asking import (
    ADMIN,
    OTHER,
    PARTNER,
    VIEWER,
    Answer,
    Asking,
    bearer,
    token,
)
from tests.orchestration.service.conftest import participants

KEY, NEW_KEY = "canary-key-81", "canary-key-82"
PATH = "/api/connections/bay_runsignup"
ADD: dict[str, Any] = {
    "name": "Bay RunSignup",
    "provider_name": "runsignup",
    "timing_partner_id": PARTNER,
    "settings": {"in_flight": 3},
    "secrets": {"api_key": KEY, "api_secret": "canary-secret-83"},
}


@pytest.fixture(autouse=True)
def empty_registry(place: Workplace) -> Iterator[None]:
    """Takes away what a test has added; that something changed stays to be seen."""
    yield
    with place.store.begin() as store:
        for table in (CONNECTION_SECRETS, CONNECTIONS):
            store.execute(sa.delete(table))
        newest = store.scalar(sa.select(sa.func.max(CHANGES.c.id)))
        about = {"changed_by": "", "kind": "connection", "subject_id": "", "slug": "", "name": ""}
        row: dict[str, Any] = {**about, "id": (newest or 0) + 1, "action": "emptied", "detail": {}}
        store.execute(sa.insert(CHANGES).values(changed_at=sa.func.now(), **row))


def listed(service: Asking, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The listed connections by slug."""
    answer = (
        service.get("/api/connections", headers) if headers else service.get("/api/connections")
    )
    return {one["connection"]: one for one in answer.json["connections"]}


def problem(answer: Answer) -> tuple[int, str]:
    """Status and kind of an answer that is an error."""
    return answer.status, answer.json["type"].removeprefix("urn:syncline:problem:")


def test_a_connection_is_added_and_its_secrets_stay_inside(service: Asking) -> None:
    added = service.post("/api/connections", ADD)

    assert added.status == 201
    assert added.json == listed(service)["bay_runsignup"]
    assert added.json["name"] == "Bay RunSignup"
    assert (added.json["is_active"], added.json["source"]) == (True, "registry")
    assert added.json["changed_by"] == "ada"
    assert added.json["secrets"] == {"api_key": True, "api_secret": True, "webhook_secret": False}
    assert b"canary" not in added.raw


def test_what_was_added_can_be_synced_at_once(service: Asking) -> None:
    service.post("/api/connections", {**ADD, "timing_partner_id": "bay_timing"})

    queued = service.post(
        "/api/sync/manual",
        {"timing_partner_id": "bay_timing", "provider_name": "runsignup",
         "operation_type": "participants"},
    )  # fmt: skip

    assert queued.status == 202


def test_a_connection_is_changed_by_name_and_by_id(service: Asking) -> None:
    added = service.post("/api/connections", ADD).json

    by_name = service.send(
        "PATCH", "/api/connections/Bay%20RunSignup", {"settings": {"in_flight": None}}, ADMIN
    )
    by_id = service.send(
        "PATCH", f"/api/connections/{added['id']}", {"secrets": {"api_secret": None}}, ADMIN
    )

    assert (by_name.status, by_name.json["settings"]) == (200, [])
    assert by_id.json["secrets"] == {"api_key": True, "api_secret": False, "webhook_secret": False}


def test_a_disabled_connection_is_refused_and_its_jobs_cancelled(
    service: Asking, queue: Queue, place: Workplace
) -> None:
    service.post("/api/connections", {**ADD, "timing_partner_id": "bay_timing"})
    job = queue.put(participants("bay_timing", "bay_runsignup"))
    manual = {"timing_partner_id": "bay_timing", "provider_name": "runsignup"}

    off = service.post(f"{PATH}/disable")
    refused = service.post("/api/sync/manual", manual)
    service.post(f"{PATH}/enable")
    taken = service.post("/api/sync/manual", manual)

    assert (off.json["done"], off.json["cancelled_jobs"]) == ("disabled", 1)
    assert getattr(find(place.store, job.id), "state", "") == "cancelled"
    assert problem(refused) == (409, "disabled")
    assert "syncline connections enable bay_runsignup" in refused.json["detail"]
    assert taken.status == 202


def test_a_removed_connection_is_gone(service: Asking) -> None:
    service.post("/api/connections", ADD)

    removed = service.send("DELETE", PATH, None, ADMIN)

    assert (removed.status, removed.json["done"]) == (200, "removed")
    assert "bay_runsignup" not in listed(service)
    assert problem(service.send("DELETE", PATH, None, ADMIN)) == (404, "unknown-connection")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"name": "harbor runsignup"}, (409, "name-taken")),
        ({"provider_name": "runsignop"}, (422, "invalid-connection")),
        ({"settings": {"in_flite": 3}}, (422, "invalid-connection")),
        ({"settings": {"api_key": KEY}}, (422, "invalid-connection")),
        ({"secrets": {"apikey": KEY}}, (422, "invalid-connection")),
        ({"secrets": {"api_key": ""}}, (422, "invalid-call")),
        ({"secrets": [KEY]}, (422, "invalid-call")),
        ({"password": KEY}, (422, "invalid-call")),
        ({"slug": "Not A Slug"}, (422, "invalid-call")),
    ],
)
def test_what_cannot_be_added_is_refused_without_its_secrets(
    service: Asking, more: dict[str, Any], expected: tuple[int, str]
) -> None:
    answer = service.post("/api/connections", {**ADD, **more})

    assert problem(answer) == expected
    assert b"canary" not in answer.raw


def test_a_connection_of_a_file_is_changed_there(service: Asking) -> None:
    answer = service.post("/api/connections/harbor_runsignup/disable")

    assert problem(answer) == (409, "in-a-file")


def test_only_an_admin_may_change_the_registry(service: Asking) -> None:
    answers = [
        service.post("/api/connections", ADD, VIEWER),
        service.send("PATCH", PATH, {}, VIEWER),
        service.send("DELETE", PATH, None, VIEWER),
        service.post(f"{PATH}/disable", None, VIEWER),
        service.post("/api/connections", ADD, {}),
    ]

    assert [one.status for one in answers] == [403, 403, 403, 403, 401]


def test_an_admin_of_one_partner_has_its_connections_only(service: Asking) -> None:
    headers = bearer(token("admin", OTHER))
    service.post("/api/connections", ADD)

    answers = [
        service.post("/api/connections", ADD, headers),
        service.send("PATCH", PATH, {"name": "Mine"}, headers),
        service.post(f"{PATH}/disable", None, headers),
        service.send("DELETE", PATH, None, headers),
    ]
    own = service.post(
        "/api/connections", {**ADD, "name": "Mine", "timing_partner_id": OTHER}, headers
    )
    given_away = service.send(
        "PATCH", "/api/connections/mine", {"timing_partner_id": PARTNER}, headers
    )

    assert [one.status for one in answers] == [403, 404, 404, 404]
    assert (own.status, given_away.status) == (201, 403)
    assert sorted(listed(service, headers)) == ["mine", "ridge_haku"]
