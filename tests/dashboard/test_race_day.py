"""Race day: the facts of an event, and each of its buttons by what it leaves in the queue."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from orchestration.dashboard.ahead import RaceDayAhead
from orchestration.publishing.flow import Approval, publish_results
from orchestration.queue import reading
from orchestration.queue.jobs import Job
from orchestration.queue.outcome import Ran
from orchestration.queue.worker import Worker
from orchestration.workplace import Workplace
from push.kit.ledger import LEDGER, Ledger
from push.kit.plan import Action
from push.kit.plans import PLANS, Plans
from push.kit.turn import turn
from push.publishing.ledger import newest_publication
from sandbox.runsignup.app import RunSignUp
from tests.dashboard.browsing import PARTNER, Reader, token

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


def test_results_are_approved_and_go_out_in_ones_name(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token("timer", "harbor"), EVENT)
    reader.sees("Planned by eve, approved by nobody yet.")

    reader.press("Approve and publish")
    assert reading.newest(place.store) == []
    dialog = reader.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Approve and publish").click()

    reader.sees("Publication 1 is on its way, approved by ada.")
    [job] = reading.newest(place.store)
    assert (job.operation, job.connection, job.requested_by, dict(job.options)) == (
        "publish", "a", "ada",
        {"event": "a-1", "plan": 1, "approved_by": "ada", "accept": False},
    )  # fmt: skip


class Publishes:
    """Does in a worker what a publication's run does."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def execute(self, job: Job, tie: Callable[[str], None]) -> Ran:
        """Publishes what was approved."""
        tie("run-1")
        given = job.options
        approval = Approval(given["approved_by"], given["plan"], given["accept"])
        done = publish_results(self.place, given["event"], approval)
        return Ran("run-1", "completed", result={"sent": done.sent})

    def close(self, job: Job) -> None:
        """Nothing is left of an attempt."""


def test_results_are_prepared_looked_at_approved_and_stand_at_the_provider(
    reader: Reader, place: Workplace, runsignup: RunSignUp
) -> None:
    reader.sign_in(token("timer", "shore"), "/race/shore-910101")
    reader.sees("2 runners have a result. The newest was read")
    reader.press("Prepare official results")
    reader.sees("is prepared: 2 new + 0 changed + 0 unchanged")
    reader.press("Show each result")
    expect(reader.page.get_by_role("row", name="Zoë Runner1 10 new 1 1:00:00.0")).to_be_visible()
    assert published(runsignup) == []

    reader.press("Approve and publish")
    dialog = reader.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Approve and publish").click()
    reader.sees("is on its way, approved by ada.")
    assert Worker(place.store, Publishes(place)).serve_one()

    reader.sees("official, is published")
    expect(reader.button("Approve and publish")).to_be_disabled()
    assert published(runsignup) == [("10", "1:00:00.000"), ("20", "1:00:00.000")]
    [job] = reading.newest(place.store)
    assert (job.state, dict(job.result or {})) == ("completed", {"sent": 2})
    found = newest_publication(place.store, "shore-910101")
    assert found is not None
    assert (found.state, found.finality, found.made_by, found.approved_by) == (
        "done", "official", "ada", "ada",
    )  # fmt: skip


def published(runsignup: RunSignUp) -> list[tuple[str, str]]:
    """The bibs and chip times of all that the registration provider shows."""
    kept = runsignup.results._sets.values()
    return [(str(row["bib"]), row["chip_time"]) for one in kept for row in one.rows]


def test_results_that_have_not_arrived_cannot_be_prepared(reader: Reader) -> None:
    reader.sign_in(token("timer", "harbor"), "/race/a-2")

    expect(reader.button("Prepare official results")).to_be_disabled()
    reader.sees("No result has arrived yet")


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
