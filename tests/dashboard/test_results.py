"""Results of an event: prepared, looked at, approved, and by then at the provider."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from extract.kit.destination import open_warehouse
from orchestration.publishing.flow import Approval, publish_results
from orchestration.queue import reading
from orchestration.queue.jobs import Job
from orchestration.queue.outcome import Ran
from orchestration.queue.worker import Worker
from orchestration.workplace import Workplace
from push.publishing.ledger import newest_publication
from sandbox.runsignup.app import RunSignUp
from tests.dashboard.browsing import Reader, token

EVENT = "/race/a-1"
WHOSE = "select participant_key from race.unified_results where result_key = 'shore-r2'"
GIVE = "update race.unified_results set participant_key = ? where result_key = 'shore-r2'"


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


@pytest.fixture
def come_and_go(place: Workplace) -> Iterator[Callable[[], None]]:
    """Takes one of the two results from its runner, for a while."""
    with open_warehouse(place.target) as warehouse:
        [[whose]] = warehouse.fetch(WHOSE)

    def give(key: str | None) -> None:
        with open_warehouse(place.target) as warehouse:
            warehouse.execute(GIVE, [key])

    yield lambda: give(None)
    give(whose)


def test_what_is_looked_at_stays_open_while_results_come_and_go(
    reader: Reader, come_and_go: Callable[[], None]
) -> None:
    reader.sign_in(token("timer", "shore"), "/race/shore-910101")
    reader.press("Prepare official results")
    reader.sees("official, waits for a yes")
    reader.press("Approve and publish")
    dialog = reader.page.get_by_role("dialog")
    expect(dialog).to_be_visible()

    come_and_go()

    reader.sees("1 runner has a result.")
    expect(dialog).to_be_visible()


def published(runsignup: RunSignUp) -> list[tuple[str, str]]:
    """The bibs and chip times of all that the registration provider shows."""
    kept = runsignup.results._sets.values()
    return [(str(row["bib"]), row["chip_time"]) for one in kept for row in one.rows]


def test_results_that_have_not_arrived_cannot_be_prepared(reader: Reader) -> None:
    reader.sign_in(token("timer", "harbor"), "/race/a-2")

    expect(reader.button("Prepare official results")).to_be_disabled()
    reader.sees("No result has arrived yet")
