"""Pushing to a Copernico that misbehaves: nobody is lost, nobody is sent twice."""

import pytest
import sqlalchemy as sa

from extract.kit.errors import AuthError, BadReply, NotFound, ServerError, Throttled
from push.kit.apply import apply
from push.kit.planning import make_plan
from push.kit.verify import verify
from tests.push.sandboxed import SLUG, sandboxed
from tests.push.world import person

TEN = [person(number, event_name="10 Mile") for number in range(1, 11)]
WRITE = "/race-registrations"
PRESET = "/preset/"


@pytest.mark.parametrize("kind", ["lost_reply", "cut"])
def test_a_lost_answer_after_storing_sends_nobody_twice(store: sa.Engine, kind: str) -> None:
    with sandboxed(store, TEN) as box:
        box.fault(kind, WRITE)

        applied = apply(box.job, make_plan(box.job))

        assert (str(applied.seal), box.posts()) == ("10 of 10 match", 1)
        assert box.job.ledger.counts() == {"confirmed": 10}


def test_a_lost_answer_to_a_large_chunk_is_looked_up_by_the_preset(store: sa.Engine) -> None:
    people = [person(number, event_name="10 Mile") for number in range(1, 61)]
    with sandboxed(store, people) as box:
        box.fault("lost_reply", WRITE)

        applied = apply(box.job, make_plan(box.job))

        assert (applied.confirmed, box.posts(), box.reads("/athlete/")) == (60, 1, 0)


def test_a_run_that_broke_off_is_settled_by_the_next_one(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.fault("lost_reply", WRITE)
        box.fault("status", "/athlete/", status=500, times=None)
        with pytest.raises(ServerError):
            apply(box.job, make_plan(box.job))
        box.copernico.faults.clear()

        again = apply(box.job, make_plan(box.job))

        assert (again.sent, str(again.seal), box.posts()) == (0, "10 of 10 match", 1)


def test_too_many_calls_are_waited_out(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.fault("status", WRITE, status=429, headers={"Retry-After": "0"}, times=2)
        box.fault("status", PRESET, status=429, times=2)

        applied = apply(box.job, make_plan(box.job))

        assert (str(applied.seal), box.posts()) == ("10 of 10 match", 3)
        assert box.job.ledger.counts() == {"confirmed": 10}


def test_too_many_calls_for_good_stop_the_push(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        plan = make_plan(box.job)
        box.fault("status", WRITE, status=429, times=None)

        with pytest.raises(Throttled, match=r"copernico \(connection demo_copernico"):
            apply(box.job, plan)

        assert box.job.ledger.counts() == {"rejected": 10}


def test_two_server_errors_are_outlived(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.fault("status", WRITE, status=500, times=2)
        box.fault("status", PRESET, status=500, times=2)

        applied = apply(box.job, make_plan(box.job))

        assert (str(applied.seal), box.posts()) == ("10 of 10 match", 3)


@pytest.mark.parametrize("kind", ["cut", "gzip_without_header", "mojibake"])
def test_a_spoilt_answer_to_a_read_changes_nothing(store: sa.Engine, kind: str) -> None:
    people = [person(1, event_name="10 Mile", last_name="Ñandú Üçok", team_name="Café")]
    with sandboxed(store, people) as box:
        apply(box.job, make_plan(box.job))
        box.fault(kind, "/10 Mile")

        plan = make_plan(box.job)

    assert (plan.is_empty, plan.unchanged) == (True, 1)


def test_text_that_is_no_utf8_is_read_and_mended(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        apply(box.job, make_plan(box.job))
        box.fault("invalid_utf8", "/10 Mile")

        plan = make_plan(box.job)

    assert [change.old for update in plan.updates for change in update.changes] == ["ÿna"]


def test_an_error_in_the_body_of_a_read_stops_before_anything_is_sent(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.fault("error_body", PRESET, error_code=7, error_msg="Preset broken")

        with pytest.raises(BadReply, match=r"result code 7 \(Preset broken\)"):
            make_plan(box.job)

        assert box.posts() == 0


def test_an_error_in_the_body_of_a_push_is_tried_in_smaller_parts(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.fault("error_body", WRITE, error_code=7, error_msg="Try again")

        applied = apply(box.job, make_plan(box.job))

        assert (str(applied.seal), box.posts()) == ("10 of 10 match", 3)


def test_a_preset_that_is_too_large_asks_for_a_slimmer_one(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.switch(preset_limit=10)

        with pytest.raises(BadReply, match=r"over the 6 MB.*slimmer preset: id, name") as caught:
            make_plan(box.job)

        assert "riverbend-timing" not in str(caught.value)


def test_another_refusal_of_a_preset_is_told_as_it_is(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.fault("status", PRESET, status=400)

        with pytest.raises(BadReply, match="HTTP 400"):
            make_plan(box.job)


def test_a_wrong_preset_never_shows_the_login(store: sa.Engine) -> None:
    with sandboxed(store, TEN, registrations_preset="nonesuch") as box:
        with pytest.raises(NotFound, match=f"preset nonesuch of {SLUG}") as caught:
            make_plan(box.job)

        assert "riverbend-timing" not in str(caught.value)


def test_a_wrong_key_stops_before_anything_is_sent(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.fault("status", f"/api/races/{SLUG}", status=403)

        with pytest.raises(AuthError, match="Put in a valid key"):
            make_plan(box.job)


def test_an_unknown_race_says_which(store: sa.Engine) -> None:
    message = r"/nowhere-2026\): result code 5 \(Race not found\)"
    with (
        sandboxed(store, TEN, races={"900101": "nowhere-2026"}) as box,
        pytest.raises(BadReply, match=message),
    ):
        make_plan(box.job)


def test_a_race_without_data_is_not_found(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        box.fault("error_body", f"/api/races/{SLUG}", error_code=1, error_msg="No data")

        with pytest.raises(NotFound, match="no such race"):
            make_plan(box.job)


def test_an_answer_that_went_empty_brakes(store: sa.Engine) -> None:
    with sandboxed(store, TEN) as box:
        apply(box.job, make_plan(box.job))
        box.fault("went_empty", "/10 Mile")

        plan = make_plan(box.job)

        assert plan.brakes == (
            "10 of the 10 people sent before are missing at the provider, more than 20%",
        )
        assert str(verify(box.job)) == "10 of 10 match"
