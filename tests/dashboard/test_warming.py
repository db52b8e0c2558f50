"""What the first pages show is read before anybody asks for it."""

from collections.abc import Iterator

import pytest

from orchestration.dashboard import overview, serving
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.session import Sessions
from orchestration.dashboard.warming import NOBODY, warm
from orchestration.service.context import Service
from orchestration.workplace import Workplace
from tests.orchestration.service.conftest import SETTINGS


@pytest.fixture
def desk(place: Workplace) -> Iterator[Desk]:
    """A dashboard that nobody has looked at."""
    service = Service.of(place, SETTINGS)
    yield Desk(service, Sessions(SETTINGS.trust))
    service.close()


def unopened(*_: object) -> None:
    """A warehouse that must not be opened."""
    raise AssertionError("the warehouse was opened")


def test_the_first_pages_find_everything_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    view = View(desk, NOBODY, None, "/data", {})
    assert warm(desk)
    monkeypatch.setattr(serving, "open_warehouse", unopened)
    monkeypatch.setattr(overview, "open_warehouse", unopened)

    assert [one.group for one in serving.read_views(view).value] == ["zoo"]
    assert serving.read_fresh(view, "", 0, 20).total == 0
    assert overview.read_overview(view).served is not None
