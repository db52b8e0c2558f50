"""Each button of the sync control, by what it leaves in the queue."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from orchestration.queue import reading
from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace
from tests.dashboard.browsing import PARTNER, Reader, token

WAY = "/syncs/harbor_runsignup"
ASKED = JobRequest("participants", "race", "runsignup", "harbor_runsignup", PARTNER)


def failed(queue: Queue, error: str) -> None:
    """A job that has failed for good."""
    queue.put(ASKED)
    claimed = queue.claim("worker-1")
    assert claimed is not None
    queue.fail(claimed, Failure(error, is_final=True))


def done(queue: Queue, records: int) -> None:
    """A job that was done."""
    queue.put(ASKED)
    claimed = queue.claim("worker-1")
    assert claimed is not None
    queue.complete(claimed, {"records": records})


def seven_times_done(queue: Queue) -> None:
    """Seven jobs that were done."""
    for number in range(7):
        done(queue, number)


def test_an_incremental_sync_goes_into_the_queue(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token("timer", PARTNER), WAY)

    reader.press("Incremental sync")

    reader.sees("participants of harbor_runsignup is in the queue, at the front.")
    [job] = reading.newest(place.store)
    assert (job.operation, job.connection, job.requested_by, job.priority, dict(job.options)) == (
        "participants", "harbor_runsignup", "ada", 1, {},
    )  # fmt: skip


def test_when_it_comes_round_by_itself_is_told(reader: Reader) -> None:
    reader.sign_in(token("viewer"), WAY)

    # Which of its operations that is depends on the time of day.
    due = reader.page.locator("dt:text-is('Next') + dd time")
    expect(due).to_have_attribute("title", re.compile(r" · \d{4}-\d\d-\d\d .* UTC$"))
    at = datetime.fromisoformat(str(due.get_attribute("datetime")))
    assert timedelta(0) < at - datetime.now(UTC) <= timedelta(hours=4)


def test_a_first_sync_reads_everything(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token("data_ops"), WAY)

    reader.press("Initial sync")

    reader.sees("is in the queue")
    [job] = reading.newest(place.store)
    assert dict(job.options) == {"full": True}


def test_a_provider_with_a_snapshot_of_its_own_is_asked_for_that(
    reader: Reader, place: Workplace, queue: Queue
) -> None:
    queue.put(JobRequest("changes", "revops", "stripe", "revenue_stripe", "revenue"))
    claimed = queue.claim("worker-1")
    assert claimed is not None
    queue.complete(claimed, {})
    reader.sign_in(token(), "/syncs/revenue_stripe")

    reader.press("Full sync")

    reader.sees("is in the queue")
    newest = reading.newest(place.store)[0]
    assert (newest.operation, dict(newest.options)) == ("snapshot", {"full": True})


def test_what_runs_shuts_the_buttons_and_says_why_until_it_is_stopped(
    reader: Reader, place: Workplace, queue: Queue
) -> None:
    done(queue, 2413)
    job = queue.put(ASKED)
    reader.sign_in(token("timer", PARTNER), WAY)
    expect(reader.button("Incremental sync")).to_be_disabled()
    reader.sees("participants waits already")

    reader.press("Stop")

    reader.sees("It is stopped. Nothing was synced.")
    expect(reader.button("Incremental sync")).to_be_enabled()
    expect(reader.button("Stop")).to_be_disabled()
    found = reading.find(place.store, job.id)
    assert found is not None
    assert (found.state, found.error) == ("cancelled", "Cancelled by ada.")


def test_a_running_sync_shows_how_far_it_is_by_itself(reader: Reader, queue: Queue) -> None:
    done(queue, 2413)
    reader.sign_in(token("viewer"), WAY)
    reader.sees("2,413")

    queue.put(ASKED)
    claimed = queue.claim("worker-1")

    expect(reader.page.get_by_role("progressbar")).to_be_visible()
    assert claimed is not None
    queue.complete(claimed, {"records": 7})
    expect(reader.page.get_by_role("progressbar")).to_have_count(0)
    reader.sees("1 to 2 of 2")


def test_a_viewer_is_told_why_no_button_works(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token("viewer"), WAY)

    expect(reader.button("Incremental sync")).to_be_disabled()
    reader.sees("Not for the role viewer")
    assert reading.newest(place.store) == []


def test_a_failure_is_shown_with_its_reason_and_mended(
    reader: Reader, place: Workplace, queue: Queue
) -> None:
    failed(queue, "RunSignUp: the key is wrong or expired. <img src=x onerror=alert(1)>")
    reader.sign_in(token("data_ops"))
    reader.sees("1 connection failed")
    reader.sees("the key is wrong or expired. <img src=x onerror=alert(1)>")

    reader.press("Try again")

    reader.sees("is tried again now")
    claimed = queue.claim("worker-1")
    assert claimed is not None
    assert (claimed.operation, claimed.requested_by) == ("participants", "ada")
    queue.complete(claimed, {"records": 1})
    expect(reader.page.get_by_text("What failed")).to_have_count(0)
    reader.sees("Fresh")


def test_all_syncs_can_be_searched_and_paged(reader: Reader, queue: Queue) -> None:
    seven_times_done(queue)
    failed(queue, "the needle in the hay")
    reader.sign_in(token(), WAY)
    reader.sees("1 to 5 of 8")

    reader.press("Next page")
    reader.sees("6 to 8 of 8")
    reader.page.get_by_label("Search").fill("needle")

    reader.sees("1 to 1 of 1")
    reader.sees("the needle in the hay")


def test_pushes_are_no_syncs(queue: Queue, reader: Reader) -> None:
    queue.put(replace(ASKED, operation="push"))
    reader.sign_in(token(), WAY)

    expect(reader.button("Incremental sync")).to_be_enabled()


def test_connections_can_be_searched(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token(), "/syncs")
    reader.sees("harbor_copernico")

    reader.page.get_by_label("Search connections").fill("HAKU ridge")

    expect(reader.page.get_by_role("link", name="harbor_copernico")).to_have_count(0)
    expect(reader.page.get_by_role("link", name="ridge_haku")).to_be_visible()
    assert "harbor_copernico" in place.connections()


def test_of_many_jobs_the_overview_shows_some_and_the_way_to_all(
    reader: Reader, queue: Queue
) -> None:
    _ = [queue.put(replace(ASKED, options={"only": number})) for number in range(12)]
    queue.claim("worker-1")

    reader.sign_in(token())

    expect(reader.page.get_by_text("participants of harbor_runsignup")).to_have_count(10)
    expect(reader.page.get_by_text("started")).to_have_count(1)
    reader.page.get_by_role("link", name="2 more, wait or run").click()
    reader.sees("1 to 12 of 12")
