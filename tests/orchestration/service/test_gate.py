"""Who is let in: tokens and keys that are right, and none that are only alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import sqlalchemy as sa
import urllib3

from orchestration.audit.reading import read_stored
from orchestration.audit.table import NOTED
from orchestration.service.app import create_app
from orchestration.workplace import Workplace
from sandbox.serving import serve
from tests.orchestration.service.asking import (
    KEY,
    PARTNER,
    SECRET,
    SYNC_SECRET,
    WEBHOOK_SECRET,
    Asking,
    bearer,
    token,
)
from tests.orchestration.service.conftest import SETTINGS

STATUS = f"/api/sync/status/{PARTNER}"
TASKS = "/api/internal/task-status/all"
GOOD = {"sub": "ada", "role": "admin", "aud": "syncline", "iss": "syncline"}


def signed(*, key: str = SECRET, algorithm: str = "HS256", without: str = "", **claims: Any) -> str:
    """A token that is wrong in one respect."""
    until = datetime.now(UTC) + timedelta(hours=10)
    whole = {**GOOD, "exp": until, **claims}
    whole.pop(without, None)
    return jwt.encode(whole, key, algorithm=algorithm)


UNSIGNED = jwt.encode({**GOOD, "exp": 4_000_000_000}, "", algorithm="none")
FORGED = {
    "alg none": UNSIGNED,
    "another algorithm": signed(key=SECRET * 2, algorithm="HS512"),
    "another key": signed(key="another-secret-of-more-than-32-bytes"),
    "expired": token(minutes=-5),
    "no expiry": signed(without="exp"),
    "no audience": signed(without="aud"),
    "another audience": signed(aud="elsewhere"),
    "no issuer": signed(without="iss"),
    "another issuer": signed(iss="elsewhere"),
    "no subject": signed(without="sub"),
    "no role": signed(without="role"),
    "an unknown role": signed(role="root"),
    "a role that is no text": signed(role=["admin"]),
    "a timer without a partner": signed(role="timer"),
    "a partner that is no text": signed(role="timer", timing_partner_id=7),
    "no token at all": "x",
    "not yet": signed(nbf=4_000_000_000),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_token_that_is_not_right_opens_nothing(service: Asking, name: str) -> None:
    answer = service.get(STATUS, bearer(FORGED[name]))

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}]
)
def test_without_a_token_nothing_below_api_is_open(
    service: Asking, headers: dict[str, str]
) -> None:
    assert service.get(STATUS, headers).status == 401


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/internal"])
def test_what_is_not_there_is_closed_too(service: Asking, path: str) -> None:
    assert service.get(path, {}).status == 401


def test_a_right_token_opens(service: Asking) -> None:
    assert service.get(STATUS, bearer(signed())).status == 200


@pytest.mark.parametrize("headers", [KEY, {"x-sync-secret": SYNC_SECRET}])
def test_the_internal_key_opens_in_both_forms(service: Asking, headers: dict[str, str]) -> None:
    assert service.get(TASKS, headers).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("wrong"),
        bearer(SYNC_SECRET[:-1]),
        {"x-sync-secret": "wrong"},
        {"x-sync-secret": ""},
        {"Authorization": SYNC_SECRET},
        bearer(token()),
    ],
)
def test_a_wrong_internal_key_opens_nothing(service: Asking, headers: dict[str, str]) -> None:
    assert service.get(TASKS, headers).status == 401


def test_the_internal_key_is_no_token(service: Asking) -> None:
    assert service.get(STATUS, KEY).status == 401


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", f"?secret={WEBHOOK_SECRET}"])
def test_a_webhook_without_its_secret_is_refused(service: Asking, query: str) -> None:
    assert service.post(f"/api/webhook{query}", {"action": {"id": 1}}, {}).status == 401


@pytest.mark.parametrize("path", ["/health/live", "/health", "/metrics", "/docs", "/openapi.json"])
def test_what_anybody_may_see_is_open(service: Asking, path: str) -> None:
    assert service.get(path, {}).status == 200


@pytest.mark.parametrize("role", ["data_ops", "timer", "viewer"])
def test_only_an_admin_sees_the_connections(service: Asking, role: Any) -> None:
    assert service.get("/api/connections", bearer(token(role, PARTNER))).status == 403


@pytest.fixture
def noting(place: Workplace) -> Iterator[Asking]:
    """A service whose list of who did what is empty, and which was not yet called."""
    with place.store.begin() as store:
        store.execute(sa.delete(NOTED))
    settings = replace(SETTINGS, per_second=100_000.0, burst=100_000)
    with serve(create_app(place, settings)) as served, urllib3.PoolManager() as pool:
        yield Asking(served.url, pool)


def test_who_is_refused_stands_in_the_audit_list_without_what_was_sent(
    noting: Asking, place: Workplace
) -> None:
    noting.get(STATUS, bearer(token(minutes=-5)))
    noting.get(TASKS, bearer("canary-wrong-key"))
    noting.get(STATUS, {})

    found = read_stored(place.store, "refused", 20)
    assert [(one.who, one.what, one.about, one.detail) for one in found.deeds] == [
        ("somebody", "was refused", "HTTP service",
         "from 127.0.0.1: The internal key is not the one of this service."),
        ("somebody", "was refused", "HTTP service",
         "from 127.0.0.1: The token has expired. Get a new one."),
    ]  # fmt: skip


def test_a_flood_of_wrong_tokens_does_not_fill_the_audit_list(
    noting: Asking, place: Workplace
) -> None:
    answers = {noting.get(STATUS, bearer("canary-guess")).status for _ in range(60)}

    assert answers == {401}
    assert read_stored(place.store, "refused", 100).total == 20


def test_a_refusal_stands_though_it_cannot_be_written_down(
    noting: Asking, place: Workplace
) -> None:
    with place.store.begin() as store:
        store.execute(sa.text("alter table noted_deeds rename to hidden_deeds"))

    answer = noting.get(STATUS, bearer("canary-guess"))

    with place.store.begin() as store:
        store.execute(sa.text("alter table hidden_deeds rename to noted_deeds"))
    assert answer.status == 401
    assert read_stored(place.store, "refused", 100).total == 0
