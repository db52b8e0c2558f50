"""A rental company at Current RMS with its mirror, on each engine, and the service before it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from orchestration.service.app import create_app
from orchestration.service.settings import Settings
from orchestration.workplace import Workplace
from sandbox.current_rms.app import API, SUBDOMAIN, TOKEN, CurrentRMS
from sandbox.serving import serve
from tests.orchestration.conftest import empty_target
from tests.orchestration.listening.mirror import OPENED, Mirror
from tests.orchestration.service.asking import SYNC_SECRET, TRUST

CONNECTION = """
[connections.hire]
provider = "current_rms"
owner = "rentals"
[connections.hire.settings]
base_url = "{url}"
subdomain = "{subdomain}"
paced = false
retry = {{ attempts = 1 }}
[connections.hire.settings.custom_columns]
event_type = {{ field = "event_type", type = "number" }}
is_reviewed = {{ field = "risk_reviewed", type = "boolean" }}
phone = "on-site_contact_phone"
paid_on = {{ field = "50_deposit_received", type = "date" }}
due_at = {{ field = "balance_due", type = "datetime" }}
[connections.hire.secrets]
api_key = "{token}"
webhook_secret = "{opened}"
"""


@pytest.fixture(scope="package", params=["duckdb", "postgres"])
def mirror(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mirror]:
    """The mirror after its first sync, which a build has served, with webhooks on their way."""
    home: Path = tmp_path_factory.mktemp("hire")
    yard = CurrentRMS()
    with ExitStack() as held:
        server = held.enter_context(serve(yard.app))
        text = CONNECTION.format(
            url=server.url + API, subdomain=SUBDOMAIN, token=TOKEN, opened=OPENED
        )
        (home / "connections.toml").write_text(text)
        place = Workplace(home, empty_target(request.param, home, request), {})
        service = held.enter_context(serve(create_app(place, Settings(TRUST, SYNC_SECRET))))
        made = Mirror(place, yard, service.url, server.requests)
        made.sync("--full")
        made.hook()
        yield made
        made.follower.close()
        place.store.dispose()
