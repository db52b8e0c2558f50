"""Race day: the facts of an event, and each of its buttons by what it leaves in the queue."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from orchestration.dashboard.ahead import RaceDayAhead
from orchestration.queue import reading
from orchestration.workplace import Workplace
from push.kit.ledger import LEDGER, Ledger
from push.kit.plan import Action
from push.kit.plans import PLANS, Plans
from push.kit.turn import turn
from tests.dashboard.browsing import PARTNER, Reader, token

FILLED = """async () => {
  const filled = document.createElement("div");
  filled.style.height = "3000px";
  document.getElementById("main").prepend(filled);
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
}"""
EVENT = "/race/a-1"


def test_an_event_tells_how_it_stands(reader: Reader) -> None:
    reader.sign_in(token("viewer"), "/race")
    reader.page.get_by_role("link", name="Spring Races: 10 Mile").click()

    reader.sees("1 held back: duplicate bib")
    reader.sees("3 of 3 match in spring")
    expect(reader.page.get_by_role("cell", name="Ana Silverton")).to_be_visible()


def test_the_overview_leads_to_who_is_held_back_for_the_nearest_race(reader: Reader) -> None:
    reader.sign_in(token("viewer"))
    reader.page.get_by_role("link", name="1 runner held back for 19 April 2031").click()

    expect(reader.page.get_by_role("heading", name="Spring Races: 10 Mile")).to_be_visible()


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 4, 13), "2 runners held back for Saturday"),
        (date(2026, 4, 17), "2 runners held back for tomorrow"),
        (date(2026, 4, 11), "2 runners held back for 18 April 2026"),
    ],
)
def test_a_day_is_named_as_people_name_it(today: date, words: str) -> None:
    assert RaceDayAhead(date(2026, 4, 18), 2, "a-1", today).words == words


def test_on_the_day_itself_it_is_today() -> None:
    assert (
        RaceDayAhead(date(2026, 4, 18), 0, "a-1", date(2026, 4, 18)).words
        == "nobody held back for today"
    )


def test_each_stage_is_a_list_whose_people_lead_to_their_story(reader: Reader) -> None:
    reader.sign_in(token("viewer"), EVENT)
    reader.sees("2 runners left to prove. How long it takes is known after the first push.")

    reader.page.get_by_role("link", name="Verified 1").click()
    reader.sees("1 to 1 of 1")
    reader.page.get_by_role("link", name="Mapped 4").click()
    reader.sees("The bib 9 is taken.")
    expect(reader.page.get_by_role("heading", name="Mapped")).to_be_in_viewport()
    reader.page.get_by_label("Search").fill("holt 9")
    reader.sees("1 to 1 of 1")
    reader.page.get_by_role("link", name="Dee Holt").click()

    expect(reader.page.get_by_role("heading", name="Dee Holt, bib 9")).to_be_visible()


def test_the_place_in_the_address_stays_in_view_while_the_page_fills_above_it(
    reader: Reader,
) -> None:
    reader.sign_in(token("viewer"), EVENT)
    reader.go("/race/a-1?list=mapped#people")
    # As in a browser that does not do so by itself.
    reader.page.add_style_tag(content="html { overflow-anchor: none }")
    people = reader.page.get_by_role("heading", name="Mapped")
    expect(people).to_be_in_viewport()

    reader.page.evaluate(FILLED)
    expect(people).to_be_in_viewport()
    reader.page.mouse.wheel(0, -9000)

    expect(people).not_to_be_in_viewport()
    reader.page.evaluate(FILLED)
    expect(people).not_to_be_in_viewport()


def test_a_runner_is_found_among_all_events(reader: Reader) -> None:
    reader.sign_in(token("timer", "harbor"), "/race")

    reader.page.get_by_label("Find a runner").fill("CY@mail.example")
    reader.sees("Spring Races: 5K")
    reader.page.get_by_label("Find a runner").fill("1234")
    expect(reader.page.get_by_role("link", name="Ana Silva", exact=True)).to_be_visible()
    reader.page.get_by_label("Find a runner").fill("silver ana")
    reader.page.get_by_role("link", name="Ana Silverton").click()

    expect(reader.page.get_by_role("heading", name="Ana Silverton, bib 8")).to_be_visible()


def test_the_page_of_a_runner_who_is_not_in_the_event_says_so(reader: Reader) -> None:
    reader.sign_in(token("viewer"))

    reader.go("/runner?event=a-1&registration=nobody")

    reader.sees("One runner")
    reader.sees("has registration 'nobody', of")


def test_runners_of_others_are_not_found(reader: Reader) -> None:
    reader.sign_in(token("timer", PARTNER), "/race")

    reader.page.get_by_label("Find a runner").fill("silver")

    reader.sees("Nothing has these words in it.")
    reader.go("/runner?event=a-1&registration=5501").sees("There is no event 'a-1' here for you.")


def test_events_are_searched_on_the_server(reader: Reader) -> None:
    reader.sign_in(token("viewer"), "/race").sees("1 to 3 of 3")

    reader.page.get_by_label("Search events").fill("shore over")

    reader.sees("1 to 1 of 1")
    reader.sees("Shore Races: 10 Mile")


def test_a_viewer_may_not_publish(reader: Reader) -> None:
    reader.sign_in(token("viewer"), EVENT)

    expect(reader.button("Approve and publish")).to_be_disabled()


def test_a_plan_is_looked_at_and_applied(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token("timer", "harbor"), EVENT)
    reader.press("Show each record")
    reader.sees("bib_number: 12 -> 1234")

    reader.press("Apply it")
    assert reading.newest(place.store) == []
    reader.page.get_by_role("dialog").get_by_role("button", name="Apply it").click()

    reader.sees("Plan 1 is on its way")
    [job] = reading.newest(place.store)
    assert (job.operation, job.connection, job.requested_by, dict(job.options)) == (
        "push", "s", "ada", {"race": "spring", "plan": 1, "accept": False},
    )  # fmt: skip


@pytest.fixture
def pushing(place: Workplace) -> Iterator[Workplace]:
    """Plan 1 under way: one of its two runners is sent. It is open again at the end."""
    Plans(place.store).begin(1, "ada")
    ledger = Ledger(place.store, "s", "spring")
    ledger.mark(ledger.intend("x", [Action("create", "x-1", "", "10 Mile", {})], 1), "sent")
    with turn(ledger):
        yield place
    with place.store.begin() as store:
        store.execute(sa.delete(LEDGER).where(LEDGER.c.plan_number == 1))
        store.execute(sa.update(PLANS).values(state="open", applied_at=None, applied_by=None))


def test_a_push_that_goes_on_tells_how_far_it_is(reader: Reader, pushing: Workplace) -> None:
    reader.sign_in(token("viewer"), EVENT)

    reader.sees("2 runners left: proven in ")
    reader.sees("Plan 1 goes on: 1 of 2 sent, ")
    reader.sees("In time")
    assert "if begun now" not in reader.words
    assert pushing


def test_a_plan_is_asked_for(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token("data_ops"), EVENT)

    reader.press("Make a plan for spring")

    reader.sees("The plan is being made.")
    [job] = reading.newest(place.store)
    assert (job.operation, dict(job.options)) == ("plan", {"race": "spring"})


def test_a_runner_is_found_by_bib_and_by_name(reader: Reader) -> None:
    reader.sign_in(token("viewer"), EVENT)
    reader.page.get_by_label("Who", exact=True).fill("9")
    reader.press("Find")
    reader.sees("Dee Holt, bib 9")
    expect(reader.page.get_by_label("Who", exact=True)).to_have_value("9")

    reader.page.get_by_label("Find by").select_option("Name")
    reader.page.get_by_label("Who", exact=True).fill("Eve")
    reader.press("Find")

    reader.sees("[red]Hill, bib")


def test_nobody_of_that_bib_is_said_in_words(reader: Reader) -> None:
    reader.sign_in(token("viewer"), EVENT)
    reader.page.get_by_label("Who", exact=True).fill("4711")

    reader.press("Find")

    reader.sees("4711")
    expect(reader.page.get_by_role("alert")).to_be_visible()


def test_what_speaks_against_a_start_is_listed(reader: Reader) -> None:
    reader.sign_in(token("viewer"), EVENT)

    reader.press("Look through the start list")

    reader.sees("Look at it")


def test_an_event_of_another_partner_is_not_there(reader: Reader) -> None:
    reader.sign_in(token("timer", PARTNER), EVENT)

    reader.sees("There is no event 'a-1' here for you.")
    assert "Ana" not in reader.words
