"""`syncline alerts`: what a person sees of channels and of what failed for good."""

import json

from tests.orchestration.alerts.conftest import Desk
from tests.orchestration.calling import call


def test_list_shows_channels_and_what_does_not_work_yet(desk: Desk) -> None:
    job_id = desk.fail(error="runsignup answered 401")
    desk.alerts().sweep()

    shown = call(desk.place, "alerts", "list", "--json", **desk.place.env)
    read = call(desk.place, "alerts", "list", **desk.place.env)

    document = json.loads(shown.stdout)
    assert document["channels"][0] == {
        "name": "chat",
        "is_silent": True,
        "delivered_at": "2026-06-06T07:00:00Z",
        "tried_at": "2026-06-06T07:00:00Z",
        "failure": None,
    }
    assert [(one["job_id"], one["error"]) for one in document["alerts"]] == [
        (job_id, "runsignup answered 401")
    ]
    assert "silent" in read.stdout
    assert "participants of harbor" in read.stdout


def test_a_test_message_that_does_not_arrive_is_an_exit_code(desk: Desk) -> None:
    tried = call(desk.place, "alerts", "test", "chat", **desk.place.env)

    assert tried.exit_code == 1
    assert tried.stdout == "chat: not delivered: nobody answers there\n"


def test_a_channel_that_is_not_there_is_an_error_that_names_those_that_are(desk: Desk) -> None:
    tried = call(desk.place, "alerts", "test", "pager", **desk.place.env)

    assert tried.exit_code == 1
    assert "There is no channel pager. Known: chat." in tried.stderr
