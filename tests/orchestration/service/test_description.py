"""The description of the calls is whole, has examples, and needs nothing from elsewhere."""

import re
import subprocess
import sys
from typing import Any

import pytest

from tests.layout.tree import ROOT
from tests.orchestration.service.asking import Asking

HEAVY = ("dagster", "dlt", "dbt", "duckdb", "pyarrow", "alembic")


@pytest.fixture
def description(service: Asking) -> dict[str, Any]:
    """The description as it is served."""
    found: dict[str, Any] = service.get("/openapi.json", {}).json
    return found


def calls(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each call with its method and path."""
    return [
        (f"{method.upper()} {path}", call)
        for path, methods in description["paths"].items()
        for method, call in methods.items()
    ]


def has_example(content: dict[str, Any], description: dict[str, Any]) -> bool:
    """Whether a body is shown by an example."""
    schema = content.get("schema", {})
    schema = next(iter(schema.get("anyOf", [])), schema)
    name = schema.get("$ref", "").rpartition("/")[2]
    return "example" in content or bool(description["components"]["schemas"][name]["examples"])


def test_every_call_of_the_design_is_described(description: dict[str, Any]) -> None:
    assert {name for name, _ in calls(description)} >= {
        "POST /api/sync/manual",
        "GET /api/sync/status/{timing_partner_id}",
        "POST /api/sync/initial",
        "POST /api/sync/incremental",
        "GET /api/sync/status",
        "POST /api/webhook",
        "POST /api/sync/resources-centre",
        "POST /api/internal/orchestrate-sync",
        "POST /api/internal/sync/store-json",
        "POST /api/internal/transform/{entity}",
        "GET /api/internal/task-status/{task_id}",
        "GET /api/internal/task-status/all",
        "GET /api/connections",
        "POST /api/connections",
        "PATCH /api/connections/{connection}",
        "POST /api/connections/{connection}/enable",
        "POST /api/connections/{connection}/disable",
        "DELETE /api/connections/{connection}",
        "GET /api/push/plan",
        "POST /api/push/plan",
        "POST /api/push/apply",
        "POST /api/results/publish",
        "GET /health",
        "GET /metrics",
    }


def test_every_call_shows_what_is_sent_and_answered(description: dict[str, Any]) -> None:
    bodies = [
        (name, content)
        for name, call in calls(description)
        for part in (
            call.get("requestBody", {}),
            *(one for status, one in call["responses"].items() if status.startswith("2")),
        )
        for content in part.get("content", {}).values()
    ]

    assert len(bodies) > 25
    assert [name for name, content in bodies if not has_example(content, description)] == []


def test_every_call_says_what_opens_it(description: dict[str, Any]) -> None:
    opened = {name: call["security"] for name, call in calls(description)}

    assert [name for name, by in opened.items() if not by] == [
        "GET /health/live", "GET /health/ready", "GET /health", "GET /metrics",
    ]  # fmt: skip
    assert opened["POST /api/internal/orchestrate-sync"] == [{"key": []}, {"keyHeader": []}]
    assert opened["POST /api/sync/manual"] == [{"token": []}]


def test_the_page_for_people_shows_every_call_and_loads_nothing(
    service: Asking, description: dict[str, Any]
) -> None:
    answer = service.get("/docs", {})

    page = answer.raw.decode()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert re.findall(r"<(?:script|link|img|iframe)|https?://", page) == []
    assert page.count("<details>") == len(calls(description))
    assert "Manual participants sync queued for RunSignUp" in page


def test_starting_the_service_imports_nothing_heavy() -> None:
    script = (
        "import sys; import orchestration.service.server; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
