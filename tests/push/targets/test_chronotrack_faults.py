"""Pushing to a ChronoTrack that misbehaves, and people who leave and come back."""

from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from extract.kit.errors import AuthError, BadReply, ProviderError, ServerError, Throttled
from push.kit.apply import Applied, apply
from push.kit.planning import make_plan
from tests.push.timed import HARBOR, Timed, runner, timed

TEN = [runner(number) for number in range(1, 11)]
CHANGE = "/api/entry/"
MAKE = f"/event/{HARBOR}/entry?client_id"
PAGE = "page=1"


def pushed(box: Timed) -> Applied:
    """What a push of everything does."""
    return apply(box.job, make_plan(box.job), accept=True)


@pytest.mark.parametrize("kind", ["lost_reply", "cut"])
def test_a_lost_answer_is_looked_up_and_nobody_is_made_twice(store: sa.Engine, kind: str) -> None:
    with timed(store, TEN) as box:
        plan = make_plan(box.job)
        box.fault(kind, MAKE, skip=1)

        applied = apply(box.job, plan)

        assert str(applied.seal) == "10 of 10 match"
        assert len(box.timer.store.rows("entries", HARBOR)) == 54


def test_a_lost_answer_to_a_change_is_looked_up(store: sa.Engine) -> None:
    with timed(store, TEN) as box:
        pushed(box)
        box.tamper("runsignup-4", athlete_last_name="Else")
        box.fault("lost_reply", "/api/entry/")

        applied = pushed(box)

        assert (applied.confirmed, len(box.writes("PUT"))) == (1, 1)
        assert box.entry("runsignup-4")["athlete_last_name"] == "Runner 4"


def test_too_many_calls_are_waited_out(store: sa.Engine) -> None:
    with timed(store, TEN) as box:
        box.fault("status", MAKE, status=429, headers={"Retry-After": "0"}, times=2)

        assert str(pushed(box).seal) == "10 of 10 match"


def test_a_provider_that_stays_down_stops_the_push_and_the_next_goes_on(store: sa.Engine) -> None:
    with timed(store, TEN) as box:
        plan = make_plan(box.job)
        box.fault("status", "/entry?", skip=1, status=503, times=None)
        with pytest.raises(ServerError):
            apply(box.job, plan)
        box.timer.faults.clear()

        again = pushed(box)

        assert str(again.seal) == "10 of 10 match"
        assert len(box.timer.store.rows("entries", HARBOR)) == 54


def test_a_list_with_a_gap_is_no_index(store: sa.Engine) -> None:
    with timed(store, TEN) as box:
        box.timer.switches = replace(box.timer.switches, lost={"event_entry": 1})

        with pytest.raises(BadReply, match="43 rows where the provider counts 44"):
            make_plan(box.job)

        assert box.writes() == []


def test_pages_are_read_to_the_end_with_and_without_headers(store: sa.Engine) -> None:
    with timed(store, TEN) as box:
        box.timer.switches = replace(box.timer.switches, page_limit=7)
        first = pushed(box)
        box.timer.switches = replace(box.timer.switches, headers=False)

        assert str(first.seal) == "10 of 10 match"
        assert make_plan(box.job).is_empty


@pytest.mark.parametrize("envelope", ["alias", "strange", "bare"])
def test_other_envelopes_are_opened(store: sa.Engine, envelope: str) -> None:
    with timed(store, TEN) as box:
        box.timer.switches = replace(box.timer.switches, envelope=envelope)

        assert str(pushed(box).seal) == "10 of 10 match"


@pytest.mark.parametrize(
    ("switches", "seen"),
    [
        ({"html": "/entry"}, "a web page in place of JSON"),
        ({"envelope": "two"}, "an object with items, others, no list of rows"),
    ],
)
def test_another_answer_stops_the_push(
    store: sa.Engine, switches: dict[str, str], seen: str
) -> None:
    with timed(store, TEN) as box:
        box.timer.switches = replace(box.timer.switches, **switches)  # type: ignore[arg-type]

        with pytest.raises(BadReply, match=seen):
            make_plan(box.job)


def test_a_wrong_password_is_not_shown(store: sa.Engine) -> None:
    with timed(store, TEN) as box:
        box.timer.access.password = "changed meanwhile"

        with pytest.raises(AuthError) as caught:
            make_plan(box.job)

    assert str(caught.value) == (
        f"chronotrack (connection demo_chronotrack, entity race, /event/{HARBOR}/race): "
        'HTTP 401 ({"error":"unauthorized","error_description":"client_id or credentials not '
        'accepted"}). Put in a valid key for this connection.'
    )


def test_somebody_removed_is_taken_out_once_and_may_come_back(store: sa.Engine) -> None:
    gone = [replace(TEN[0], status="removed", removed_reason="refunded"), *TEN[1:]]
    with timed(store, TEN) as box:
        pushed(box)
        without = replace(box, job=replace(box.job, people=lambda: gone))

        taken_out = pushed(without)
        assert (len(taken_out.withdrawn), str(taken_out.seal)) == (1, "9 of 9 match")
        assert box.entry("runsignup-1")["entry_status"] == "WITHDRAWN"
        assert make_plan(without.job).is_empty

        assert str(pushed(box).seal) == "10 of 10 match"
        back = box.entry("runsignup-1")
        assert (back["entry_status"], back["entry_bib"]) == ("CONF", "2001")
        assert len(box.timer.store.rows("entries", HARBOR)) == 54


def test_two_who_hand_a_bib_on_are_both_changed(store: sa.Engine) -> None:
    after = [
        replace(TEN[0], bib_number="2002"),
        replace(TEN[1], bib_number="2099"),
        *TEN[2:],
    ]
    with timed(store, TEN, shared_fields=[]) as box:
        pushed(box)

        pushed(replace(box, job=replace(box.job, people=lambda: after)))

        bibs = [box.entry(f"runsignup-{number}")["entry_bib"] for number in (1, 2)]
    assert bibs == ["2002", "2099"]


@pytest.mark.parametrize(("status", "error"), [(429, Throttled), (403, AuthError)])
def test_whoever_arrived_before_the_calls_ended_counts_as_sent(
    store: sa.Engine, status: int, error: type[ProviderError]
) -> None:
    with timed(store, TEN) as box:
        plan = make_plan(box.job)
        box.fault("status", MAKE, skip=6, status=status, times=None)

        with pytest.raises(error):
            apply(box.job, plan)

        arrived = len(box.timer.store.rows("entries", HARBOR)) - 44
        assert box.job.ledger.counts() == {"sent": arrived, "rejected": 10 - arrived}


def test_a_withdrawal_that_is_refused_keeps_nobody_from_the_start(store: sa.Engine) -> None:
    later = [replace(TEN[0], status="removed"), *TEN[1:], runner(11)]
    with timed(store, TEN) as box:
        pushed(box)
        box.fault("status", CHANGE, status=422)

        applied = pushed(replace(box, job=replace(box.job, people=lambda: later)))

        assert box.entry("runsignup-11")["entry_bib"] == "2011"
    assert [(one.record_id, one.reason[:8]) for one in applied.rejected] == [
        ("runsignup-1", "HTTP 422")
    ]
    assert [one.source for one in applied.seal.differences] == ["removed"]


def test_bibs_that_all_move_on_by_one_arrive_in_one_push(store: sa.Engine) -> None:
    before = [runner(number) for number in range(1, 31)]
    after = [replace(one, bib_number=str(2002 + place)) for place, one in enumerate(before)]
    after.append(runner(99, bib_number="2001"))
    with timed(store, before, shared_fields=[], batch_size=7) as box:
        pushed(box)

        applied = pushed(replace(box, job=replace(box.job, people=lambda: after)))

    assert (str(applied.seal), applied.rejected) == ("31 of 31 match", ())


def test_a_row_deleted_while_the_list_is_read_makes_nobody_twice(store: sa.Engine) -> None:
    with timed(store, TEN) as box:
        pushed(box)
        box.timer.switches = replace(box.timer.switches, page_limit=7)
        delete = partial(box.timer.store.remove, "entries", "5500001")
        box.fault("hook", "page=8&size", run=delete)

        assert make_plan(box.job).is_empty
