"""A trial says in one line each what works: reached, key, entities, clock, rate limit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from extract.kit.destination import Target
from extract.providers.stripe.kinds import KINDS
from orchestration.trying import WITHOUT_LOG, Check, Tried, try_connection
from orchestration.workplace import Workplace
from sandbox.serving import serve

NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
DATED = {"Date": "Sat, 07 Mar 2026 12:00:12 GMT", "X-RateLimit-Limit": "100"}
TOML = """
[connections.harbor]
provider = "runsignup"
settings = {{ base_url = "{url}", {more} }}
secrets = {{ api_key = "canary-key-71", api_secret = "canary-secret-72" }}
"""


@contextmanager
def tried(
    home: Path, answers: Mapping[str, Response], more: str = "paced = false", toml: str = TOML
) -> Iterator[Tried]:
    """The trial of a connection to a server with one answer per path; the paths it asked for."""

    async def answer(request: Request) -> Response:
        return answers.get(request.url.path, Response("{}", 404))

    with serve(Starlette(routes=[Route("/{path:path}", answer)])) as served:
        (home / "connections.toml").write_text(toml.format(url=served.url, more=more))
        place = Workplace(home, Target("duckdb", str(home / "warehouse.duckdb")), {})
        yield try_connection(place, "harbor", lambda: NOON)


def verdicts(found: Tried) -> dict[str, str]:
    """How each check went."""
    return {check.name: check.verdict for check in found.checks}


def races(**headers: str) -> Response:
    """A list of one race, and nothing of its events."""
    body: dict[str, Any] = {"races": [{"race": {"race_id": 7, "name": "Harbor Lights"}}]}
    return JSONResponse(body, headers=headers)


def test_clock_and_rate_limit_are_seen_in_the_headers(tmp_path: Path) -> None:
    with tried(tmp_path, {"/races": races(**DATED)}) as found:
        assert Check("races", "well", "1 on the first page") in found.checks
        assert Check("clock", "well", "12 s ahead of ours") in found.checks
        assert Check("rate limit", "well", "x-ratelimit-limit 100") in found.checks


def test_an_entity_that_is_not_readable_is_told_beside_those_that_are(tmp_path: Path) -> None:
    with tried(tmp_path, {"/races": races(), "/race/7": Response("{}", 500)}) as found:
        assert verdicts(found) == {
            "reachable": "well", "key": "well", "scopes": "well", "races": "well",
            "events": "failed",
            "participants": "unknown", "removed_participants": "unknown", "clock": "unknown",
            "rate limit": "unknown",
        }  # fmt: skip
        assert not found.is_well


def test_what_the_key_may_not_read_is_told(tmp_path: Path) -> None:
    with tried(tmp_path, {"/races": races(), "/race/7": Response("{}", 403)}) as found:
        assert Check("scopes", "failed", "the key may not read events") in found.checks


def test_a_refused_key_is_not_tried_twice(tmp_path: Path) -> None:
    refusal = Response("no entry for canary-key-71", 401)

    with tried(tmp_path, {"/races": refusal}) as found:
        assert verdicts(found) == {
            "reachable": "well", "key": "failed", "races": "failed", "clock": "unknown",
        }  # fmt: skip
        assert "HTTP 401 (no entry for [hidden])" in found.words


def test_a_dead_line_says_nothing_of_the_key(tmp_path: Path) -> None:
    text = TOML.format(url="http://127.0.0.1:9", more="paced = false")
    (tmp_path / "connections.toml").write_text(text)
    place = Workplace(tmp_path, Target("duckdb", str(tmp_path / "warehouse.duckdb")), {})

    found = try_connection(place, "harbor", lambda: NOON)

    assert verdicts(found) == {
        "reachable": "failed", "key": "unknown", "races": "failed", "clock": "unknown",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("max_retries = 99, paced = false", "well"),
        ('in_flight = "many", paced = false', "A setting of harbor cannot be used (ValueError)"),
        ('timeout_seconds = "x", paced = false', "The setting timeout_seconds is a text"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said(tmp_path: Path, more: str, words: str) -> None:
    with tried(tmp_path, {"/races": races()}, more) as found:
        assert words in found.words or words in verdicts(found).values()


STRIPE = """
[connections.harbor]
provider = "stripe"
settings = {{ base_url = "{url}", paced = false }}
secrets = {{ api_key = "rk_canary_73" }}
"""
NO_RECORDS = JSONResponse({"object": "list", "data": [], "has_more": False})


def test_a_key_that_may_not_read_events_is_told_what_it_cannot_find(tmp_path: Path) -> None:
    answers = {f"/v1/{kind.entity}": NO_RECORDS for kind in KINDS}
    closed = {"/v1/events": Response("{}", 403)}

    with tried(tmp_path, answers | closed, toml=STRIPE) as found:
        assert Check("scopes", "failed", "the key may not read events") in found.checks
        (words,) = [check.words for check in found.checks if check.name == "events"]
        assert words.endswith(WITHOUT_LOG)
        assert not found.is_well
    with tried(tmp_path, answers | {"/v1/events": NO_RECORDS}, toml=STRIPE) as found:
        assert Check("events", "well", "0 on the first page") in found.checks
        assert found.is_well
