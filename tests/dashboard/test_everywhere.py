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
    "/race",
    "/race/a-1",
    "/runner?event=a-1&registration=5501",
    "/rentals",
    "/rentals/one/hire_rms-1",
    "/data",
    "/data/zoo",
    "/data/race/unified_events",
    "/connections",
    "/connections/new/runsignup",
    "/connections/harbor_runsignup",
    "/connections/destinations",
    "/audit",
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


# The colours of one look are those of every page, so that a few show them.
SOME = ("/", "/rentals", "/syncs/harbor_runsignup", "/race/a-1", "/connections/new/runsignup")
LOOKS: list[tuple[dict[str, object], tuple[str, ...]]] = [
    ({"color_scheme": "light", "viewport": PHONE}, PAGES),
    ({"color_scheme": "dark"}, SOME),
]


def faults(reader: Reader, pages: tuple[str, ...]) -> dict[str, object]:
    """What is amiss, page by page: what keeps people from using it, or from seeing it whole."""
    found: dict[str, object] = {}
    for path in pages:
        reader.go(path)
        reader.page.locator("#main h1").first.wait_for()
        amiss = [*reader.obstacles(), *(["too wide"] if reader.is_too_wide else [])]
        if amiss:
            found[path] = amiss
    return found


@pytest.mark.parametrize(("look", "pages"), LOOKS)
def test_nothing_keeps_anybody_from_using_a_page(
    opens: Opens, lived_in: Workplace, look: dict[str, object], pages: tuple[str, ...]
) -> None:
    reader = opens(**look).sign_in(token())

    assert lived_in
    assert faults(reader, pages) == {}


def test_a_page_that_somebody_could_not_use_would_be_found(reader: Reader) -> None:
    reader.sign_in(token())
    reader.page.evaluate("document.querySelector('#main').innerHTML = '<h1>A</h1><input>'")

    assert [one.partition(":")[0] for one in reader.obstacles()] == ["label"]


def test_an_address_without_a_page_is_answered_with_a_way_home(opens: Opens) -> None:
    reader = opens(viewport=PHONE).sign_in(token("viewer"))
    answered = reader.page.goto(f"{reader.url}/dashboard/race-days/<b>?x={{1}}")

    assert answered is not None
    assert answered.status == 404
    reader.sees("There is no such page")
    assert (reader.obstacles(), reader.is_too_wide) == ([], False)
    reader.page.get_by_role("link", name="To the overview").click()
    expect(reader.page).to_have_url(f"{reader.url}/dashboard/")
    lost = reader.page.request.get(f"{reader.url}/dashboard/_nicegui/nothing/of/that.js")
    assert (lost.status, lost.headers["content-type"]) == (404, "application/json")


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


def test_the_keyboard_reaches_the_page_and_its_buttons(opens: Opens) -> None:
    reader = opens(reduced_motion="reduce").sign_in(token(), "/syncs/harbor_runsignup")
    expect(reader.button("Incremental sync")).to_be_visible()

    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")

    reader.sees("participants of harbor_runsignup is in the queue, at the front.")
    # While it fades in it can be read by nobody.
    expect(reader.page.locator(".q-notification")).to_have_css("opacity", "1")
    assert reader.obstacles() == []


def test_on_a_phone_a_name_stands_beside_its_value(opens: Opens, place: Workplace) -> None:
    reader = opens(viewport=PHONE).sign_in(token(), "/rentals")

    assert place
    reader.sees("Winter")
    placed = "getComputedStyle(document.querySelector('td'), '::before').position"
    assert reader.page.evaluate(placed) == "static"
