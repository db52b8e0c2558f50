"""What the first pages show is read before anybody asks; a page that fails says so in words."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from orchestration.dashboard import frame, overview, serving
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.session import Sessions
from orchestration.dashboard.warming import NOBODY, warm
from orchestration.service.context import Service
from orchestration.workplace import Workplace
from tests.orchestration.service.conftest import SETTINGS

SAID = "The service failed at it. Its log says where. What is served stays as it was."


async def broken(view: View) -> None:
    """A page whose filling fails in a way that nobody foresaw."""
    assert view
    raise TypeError("canary-value-17")


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


def test_what_nobody_foresaw_is_told_without_its_values(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    monkeypatch.setattr(frame, "heading", told.append)
    monkeypatch.setattr(frame, "trouble", lambda error: told.append(frame.said(error)))

    filling = frame._filled(View(desk, NOBODY, None, "/data", {}), "Data", broken)
    # In a thread, as the browser of other tests keeps a loop going in this one.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, filling).result(20)

    assert told == ["Data", SAID]
    assert "TypeError at" in caplog.text
    assert "canary" not in caplog.text
