"""A failure for good is told once, its recovery once, a dead channel is noticed, a crash is not."""

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from orchestration.alerts.health import read_health
from orchestration.service.health import check_alerts
from tests.orchestration.alerts.conftest import Desk
from tests.orchestration.queue.conftest import START

LIFE = "syncline: alerts arrive"
ONE_FAILED = "syncline: 1 sync failed for good"
on_both_stores = pytest.mark.parametrize("store_at", ["sqlite", "postgres"], indirect=True)


@on_both_stores
def test_a_failure_for_good_is_told_once(desk: Desk) -> None:
    job_id = desk.fail(error="runsignup answered 401")
    alerts = desk.alerts()
    alerts.sweep()
    desk.clock.turn(seconds=31)
    alerts.sweep()

    delivered = alerts.sweep()
    desk.clock.turn(hours=1)
    alerts.sweep()

    assert delivered == 1
    assert desk.titles == [LIFE, ONE_FAILED]
    assert desk.sent[1].message.body.splitlines() == [
        f"- participants of harbor, 2026-06-06 07:02 UTC, job {job_id}: runsignup answered 401",
        "No further try is made by itself. See them all: syncline alerts list",
    ]


def test_failures_that_come_together_are_one_message(desk: Desk) -> None:
    for_good = [desk.fail(f"club_{number}") for number in range(300)]
    alerts = desk.alerts()
    alerts.sweep()
    desk.clock.turn(seconds=31)

    alerts.sweep()
    alerts.sweep()

    assert desk.titles == [LIFE, "syncline: 300 syncs failed for good"]
    assert len(desk.sent[1].message.body.splitlines()) == 12
    assert "- and 290 more" in desk.sent[1].message.body
    assert {job_id for job_id, _ in desk.sent[1].message.told} == set(for_good)


def test_what_fails_after_a_message_is_told_with_the_next_one(desk: Desk) -> None:
    desk.fail("harbor")
    alerts = desk.alerts()
    alerts.sweep()
    desk.clock.turn(seconds=31)
    alerts.sweep()
    alerts.sweep()
    desk.fail("summit")
    alerts.sweep()
    desk.clock.turn(minutes=2)
    desk.fail("river")
    alerts.sweep()
    early = desk.titles[2:]

    desk.clock.turn(minutes=4)
    alerts.sweep()

    assert early == []
    assert desk.titles[2:] == ["syncline: 2 syncs failed for good"]


@on_both_stores
def test_a_recovery_is_told_once_however_often_it_failed(desk: Desk) -> None:
    desk.fail()
    desk.fail()
    alerts = desk.alerts()
    alerts.sweep()
    desk.clock.turn(seconds=31)
    alerts.sweep()
    alerts.sweep()
    desk.clock.turn(minutes=10)
    desk.complete()
    alerts.sweep()
    desk.clock.turn(seconds=31)

    alerts.sweep()
    alerts.sweep()
    desk.complete()
    desk.clock.turn(minutes=10)
    alerts.sweep()

    assert desk.titles[1:] == ["syncline: 2 syncs failed for good", "syncline: 1 sync works again"]
    assert desk.sent[2].message.body == (
        "- participants of harbor works again since 2026-06-06 07:12 UTC"
    )


def test_another_connections_success_is_no_recovery(desk: Desk) -> None:
    desk.fail("harbor")
    desk.alerts().sweep()
    desk.clock.turn(minutes=1)
    desk.complete("summit")

    desk.alerts().sweep()

    assert [one.connection for one in desk.records.unsettled()] == ["harbor"]


@on_both_stores
def test_what_a_process_had_begun_before_it_died_is_told_by_the_next(desk: Desk) -> None:
    desk.fail()
    desk.says = None
    dying = desk.alerts()
    dying.sweep()
    desk.clock.turn(seconds=31)
    dying.sweep()
    begun = desk.titles[1:]
    next_one = desk.alerts()
    next_one.sweep()
    early = desk.titles[2:]
    desk.clock.turn(minutes=2)
    desk.says = ""

    next_one.sweep()
    next_one.sweep()
    next_one.sweep()

    assert (begun, early) == ([ONE_FAILED], [])
    assert desk.titles[1:] == [ONE_FAILED, ONE_FAILED]


def test_a_channel_that_refuses_is_tried_again_later_and_later(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.fail()
    alerts = desk.alerts()
    alerts.sweep()
    desk.says = "it answered with status 500"
    desk.clock.turn(seconds=31)
    with caplog.at_level(logging.WARNING):
        alerts.sweep()
        alerts.sweep()
    desk.clock.turn(seconds=61)
    alerts.sweep()
    alerts.sweep()
    desk.clock.turn(seconds=61)
    alerts.sweep()
    tried = len(desk.sent)
    desk.says = ""
    desk.clock.turn(seconds=61)
    alerts.sweep()

    delivered = alerts.sweep()

    assert tried == 3
    assert delivered == 1
    assert "alert channel chat: it answered with status 500; the message is kept" in caplog.text
    assert desk.records.channels()[0].failure is None


def test_one_process_at_a_time_tells(desk: Desk) -> None:
    desk.fail()
    first, second = desk.alerts(), desk.alerts()
    first.sweep()
    desk.clock.turn(seconds=31)

    second.sweep()
    first.sweep()

    assert desk.titles[1:] == [ONE_FAILED]


def test_a_sign_of_life_comes_every_day_and_says_what_still_fails(desk: Desk) -> None:
    desk.fail()
    alerts = desk.alerts()
    alerts.sweep()
    desk.clock.turn(seconds=31)
    alerts.sweep()
    alerts.sweep()
    desk.complete("summit")
    desk.clock.turn(hours=24)

    alerts.sweep()
    alerts.sweep()

    assert desk.titles[2:] == [LIFE]
    assert desk.sent[2].message.body.splitlines() == [
        "1 sync completed since the last sign of life.",
        "- participants of harbor has failed and does not work yet",
        "This comes every 24 hours. When it stays away, alerts do not arrive.",
    ]


def test_a_channel_that_takes_nothing_for_over_a_day_is_silent(desk: Desk) -> None:
    desk.clock.turn(hours=25)
    soon = read_health(desk.place, now=desk.clock).channels[0]
    desk.clock.turn(hours=2)

    late = read_health(desk.place, now=desk.clock).channels[0]

    checked = check_alerts(desk.place, desk.clock)
    assert (soon.is_silent, late.is_silent) == (False, True)
    assert (checked.state, checked.detail) == ("degraded", f"{late}.")
    assert str(late) == "channel chat has not delivered since 2026-06-06 07:00 UTC"
    assert late.delivered_at == START


def test_who_sets_alerts_up_later_hears_of_what_does_not_work_yet_only(desk: Desk) -> None:
    desk.fail("harbor")
    desk.fail("summit")
    desk.alerts().sweep()
    desk.clock.turn(minutes=1)
    desk.complete("summit")
    desk.alerts().sweep()
    desk.clock.turn(minutes=5)
    desk.place.env["SYNCLINE_ALERT_URLS"] = "mail=json://127.0.0.1:9"  # type: ignore[index]

    alerts = desk.alerts()
    alerts.sweep()

    assert desk.titles[1:] == [ONE_FAILED]
    assert "harbor" in desk.sent[1].message.body


def test_settings_that_cannot_be_read_are_logged_once_and_stop_no_worker(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (desk.place.home / "alerts.toml").write_text("[alerts]\nheartbeat_hours = 'daily'")
    desk.fail()
    alerts = desk.alerts()

    alerts.sweep()
    alerts.sweep()

    assert caplog.text.count("no alert is sent: alerts.toml: heartbeat_hours must be") == 1
    assert [one.connection for one in desk.records.unsettled()] == ["harbor"]


@on_both_stores
def test_alerts_are_forgotten_after_three_months(desk: Desk) -> None:
    desk.fail()
    alerts = desk.alerts()
    alerts.sweep()
    desk.clock.moment += timedelta(days=91)

    alerts.sweep()

    assert desk.records.unsettled() == []


def test_a_store_that_is_gone_stops_no_worker(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    alerts = desk.alerts()
    with desk.place.store.begin() as store:
        store.execute(sa.text("drop table alert_turn"))

    assert alerts.sweep() == 0
    assert "alerts wait, the sweep met a OperationalError" in caplog.text
