"""`syncline token` makes what `syncline serve` accepts; neither starts with a weak key."""

import gc
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.service import server
from orchestration.service.settings import Settings, settings_from
from orchestration.service.tokens import Caller, read_token
from orchestration.workplace import Workplace

RUNNER = CliRunner()


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An installation of its own."""
    return {"SYNCLINE_HOME": str(tmp_path), "SYNCLINE_ACTOR": "ada"}


def test_a_token_names_role_partner_and_who_asked(env: dict[str, str], tmp_path: Path) -> None:
    words = ["token", "--role", "timer", "--partner", "harbor_timing", "--json"]

    done = RUNNER.invoke(app, words, env=env)

    made = json.loads(done.stdout)["token"]
    trust = settings_from({}, tmp_path).trust
    assert read_token(trust, made) == Caller("ada", "timer", "harbor_timing")


def test_a_token_stands_alone_on_its_line(env: dict[str, str], tmp_path: Path) -> None:
    done = RUNNER.invoke(app, ["token", "--role", "admin"], env=env)

    trust = settings_from({}, tmp_path).trust
    assert read_token(trust, done.stdout.strip()) == Caller("ada", "admin")


def test_a_timer_without_a_partner_gets_none(env: dict[str, str]) -> None:
    done = RUNNER.invoke(app, ["token", "--role", "timer"], env=env)

    assert (done.exit_code, "--partner" in done.output) == (1, True)


def test_the_service_does_not_start_with_a_weak_key(env: dict[str, str]) -> None:
    done = RUNNER.invoke(app, ["serve"], env={**env, "SYNCLINE_JWT_SECRET": "short"})

    assert (done.exit_code, "has 5 bytes" in done.output) == (1, True)


def test_the_service_answers_on_loopback_unless_told_otherwise(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []

    def take(_place: Workplace, _settings: Settings, *, host: str, port: int) -> None:
        asked.append((host, port))

    monkeypatch.setattr(server, "serve", take)

    RUNNER.invoke(app, ["serve"], env=env)
    RUNNER.invoke(app, ["serve", "--host", "0.0.0.0", "--port", "80"], env=env)

    assert asked == [("127.0.0.1", 8400), ("0.0.0.0", 80)]


def test_the_server_writes_no_addresses_and_trusts_no_proxy(
    env: dict[str, str], tmp_path: Path
) -> None:
    place = Workplace.here({**env})

    config = server.configured(place, settings_from({}, tmp_path), "127.0.0.1", 8400)

    place.store.dispose()
    assert (config.access_log, config.proxy_headers, config.server_header) == (False, False, False)


def test_what_the_server_is_made_of_is_not_searched_for_garbage(
    env: dict[str, str], tmp_path: Path
) -> None:
    place = Workplace.here({**env})

    server.prepared(server.configured(place, settings_from({}, tmp_path), "127.0.0.1", 8400))

    place.store.dispose()
    kept, searched = gc.get_freeze_count(), len(gc.get_objects())
    gc.unfreeze()
    assert kept > 50 * searched
