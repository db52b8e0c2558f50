"""What holds of every page: everybody can use it, on a phone too, and it stays on this machine."""

import pytest
from playwright.sync_api import expect

from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace
from tests.dashboard.browsing import PARTNER, PHONE, Reader, token
from tests.dashboard.conftest import Opens

PAGES = (
    "/",
    "/syncs",
    "/syncs/harbor_runsignup",
    "/connections",
    "/connections/new/runsignup",
    "/connections/harbor_runsignup",
    "/connections/destinations",
)
HOSTILE = "<img src=x onerror=\"throw Error('hurt')\"> ${1 + 1} ` {{ 1 + 1 }} </script>"


@pytest.fixture
def lived_in(queue: Queue, place: Workplace) -> Workplace:
    """A workplace with a job of each kind, one of them of hostile words."""
    for operation in ("events", "participants"):
        queue.put(JobRequest(operation, "race", "runsignup", "harbor_runsignup", PARTNER))
    queue.put(JobRequest("push", "race", "copernico", "harbor_copernico", PARTNER))
    claimed = queue.claim("worker-1")
    assert claimed is not None
    queue.fail(claimed, Failure(HOSTILE, is_final=True))
    queue.claim("worker-1")
    return place


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_from_using_a_page(
    opens: Opens, lived_in: Workplace, path: str, scheme: str
) -> None:
    reader = opens(color_scheme=scheme).sign_in(token(), path)
    expect(reader.page.locator("#main h1")).to_be_visible()

    assert lived_in
    assert reader.obstacles() == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone(opens: Opens, lived_in: Workplace, path: str) -> None:
    reader = opens(viewport=PHONE).sign_in(token(), path)
    expect(reader.page.locator("#main h1")).to_be_visible()

    assert lived_in
    assert not reader.is_too_wide
    assert reader.obstacles() == []


def test_hostile_words_are_shown_as_they_are(reader: Reader, lived_in: Workplace) -> None:
    reader.sign_in(token(), "/syncs/harbor_runsignup")

    assert lived_in
    expect(reader.page.get_by_role("cell", name=HOSTILE)).to_have_text(HOSTILE)


def test_times_are_the_readers_own_with_utc_beside_them(opens: Opens, lived_in: Workplace) -> None:
    reader = opens(timezone_id="Asia/Kathmandu").sign_in(token(), "/syncs")

    shown = reader.page.locator("td time").first
    assert lived_in
    at = shown.get_attribute("datetime")
    local = reader.page.evaluate(
        "at => new Date(at).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit'})", at
    )
    expect(shown).to_contain_text(local)
    assert str(shown.get_attribute("title")).endswith(" UTC")


def test_the_look_is_kept(reader: Reader) -> None:
    reader.sign_in(token())

    reader.press("Light or dark")

    expect(reader.page.locator("html.dark")).to_have_count(1)
    reader.go("/syncs")
    expect(reader.page.locator("html.dark")).to_have_count(1)


def test_the_keyboard_reaches_the_page_and_its_buttons(reader: Reader) -> None:
    reader.sign_in(token(), "/syncs/harbor_runsignup")
    expect(reader.button("Incremental sync")).to_be_visible()

    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")

    reader.sees("participants of harbor_runsignup is in the queue, at the front.")
