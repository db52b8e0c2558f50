"""Destinations over HTTP: the same functions as the commands."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from orchestration.registry.auditing import changes_of
from orchestration.registry.table import DESTINATION_SECRETS, DESTINATIONS
from orchestration.workplace import Workplace
from tests.orchestration.service.asking import ADMIN, PARTNER, VIEWER, Asking, bearer, token

ADDRESS = "postgresql://ana@127.0.0.1:9/archive"
BASE = {"name": "Base", "location": ADDRESS, "password": "canary-password-91"}


@pytest.fixture(autouse=True)
def no_destinations(place: Workplace) -> Iterator[None]:
    """Takes away what a test has added."""
    yield
    with place.store.begin() as store:
        for table in (DESTINATION_SECRETS, DESTINATIONS):
            store.execute(sa.delete(table))


def test_a_destination_is_added_tried_and_removed(service: Asking, place: Workplace) -> None:
    added = service.post("/api/destinations", {"name": "Archive", "location": "archive.duckdb"})
    tried = service.post("/api/destinations/archive/test")
    removed = service.send("DELETE", "/api/destinations/Archive", None, ADMIN)

    assert (added.status, added.json["engine"]) == (201, "duckdb")
    assert tried.json["message"] == "archive (duckdb) takes what is written to it."
    assert removed.json == added.json
    assert service.get("/api/destinations").json == {"destinations": []}
    found = changes_of(place.store, "destination", "archive", limit=2)
    assert [(one.action, one.changed_by) for one in found] == [("removed", "ada"), ("added", "ada")]


def test_a_destination_is_changed_and_switched(service: Asking, place: Workplace) -> None:
    service.post("/api/destinations", BASE)

    changed = service.send(
        "PATCH", "/api/destinations/base", {"name": "The Base", "password": None}, ADMIN
    )
    off = service.post("/api/destinations/base/disable")
    on = service.post("/api/destinations/The Base/enable")
    outside = {"location": "../outside.duckdb"}

    assert (changed.json["name"], changed.json["has_password"]) == ("The Base", False)
    assert (off.json["is_active"], on.json["is_active"]) == (False, True)
    assert service.send("PATCH", "/api/destinations/base", outside, ADMIN).status == 422
    found = changes_of(place.store, "destination", "base", limit=3)
    assert [one.action for one in found] == ["enabled", "disabled", "changed"]


def test_a_password_stays_inside(service: Asking) -> None:
    added = service.post("/api/destinations", BASE)
    answers = [added, service.get("/api/destinations"), service.post("/api/destinations/base/test")]

    assert (added.status, added.json["has_password"]) == (201, True)
    assert answers[2].json["success"] is False
    assert b"canary" not in b"".join(one.raw for one in answers)


@pytest.mark.parametrize(
    "location",
    ["../outside.duckdb", "/tmp/outside.duckdb", "a.csv",
     "postgresql://ana:canary-hush@127.0.0.1/x"],
)  # fmt: skip
def test_a_place_that_may_not_be_is_refused(service: Asking, location: str) -> None:
    answer = service.post("/api/destinations", {"name": "Archive", "location": location})

    assert answer.status == 422
    assert b"hush" not in answer.raw


def test_only_who_may_see_all_has_destinations(service: Asking) -> None:
    of_partner = bearer(token("admin", PARTNER))

    answers = [
        service.post("/api/destinations", BASE, VIEWER),
        service.post("/api/destinations", BASE, of_partner),
        service.get("/api/destinations", of_partner),
        service.send("DELETE", "/api/destinations/base", None, of_partner),
    ]

    assert [one.status for one in answers] == [403, 403, 403, 403]
