"""Edits that won go back to a Resources Centre: plan, ledger, verify, and a server that fails."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from extract.kit.errors import AuthError, ConfigError, ServerError
from push.kit.apply import Rejection, apply, apply_stored
from push.kit.errors import PlanClosed, PlanMoved
from push.kit.plan import Change
from push.kit.planning import make_plan
from push.kit.plans import Plans
from push.kit.undo import undo_stored
from push.kit.verify import verify
from tests.push.edited import EDITED, desk, edit

WRITE = "/api/speakers/"


def test_a_plan_shows_each_field_from_old_to_new(any_store: sa.Engine) -> None:
    with desk(any_store) as box:
        box.edit("1", title="CEO", bio="")

        plan = make_plan(box.job)

        [action] = plan.updates
        assert (action.record_id, action.event, action.fields) == (
            "1", "speakers", {"bio": "", "title": "CEO"},
        )  # fmt: skip
        assert action.changes == (
            Change("bio", "Speaks, 1.", ""), Change("title", "Head of Data", "CEO"),
        )  # fmt: skip
        assert (plan.active, plan.creates, plan.withdrawals, box.writes()) == (1, (), (), 0)


def test_a_plan_that_is_applied_is_read_back_and_sealed(any_store: sa.Engine) -> None:
    with desk(any_store) as box:
        box.edit("1", title="CEO")
        box.edit("2", company="")
        plans = Plans(any_store)
        plan = plans.put(make_plan(box.job), "ada")

        done = apply_stored(box.job, plans, plan.number or 0, who="ada")

        assert (done.sent, done.confirmed, str(done.seal)) == (2, 2, "2 of 2 match")
        assert (box.field("1", "title"), box.field("2", "company")) == ("CEO", None)
        assert box.field("1", "company") == "Cobalt Freight"
        assert box.job.ledger.counts() == {"confirmed": 2}


def test_a_second_push_sends_nothing(store: sa.Engine) -> None:
    with desk(store) as box:
        box.edit("1", title="CEO")
        apply(box.job, make_plan(box.job))

        again = apply(box.job, make_plan(box.job))

        assert (again.sent, box.writes(), str(again.seal)) == (0, 1, "1 of 1 match")


def test_every_kind_has_its_own_fields(store: sa.Engine) -> None:
    with desk(store) as box:
        edit(box.warehouse, "organizers", "1", website_url="https://new.example")
        edit(box.warehouse, "sponsors", "1", tier="gold", logo_url="https://cdn.example/new.png")

        for_each = [apply(job, make_plan(job)).confirmed for job in box.jobs.values()]

        assert for_each == [0, 1, 1]
        organizer, sponsor = (
            box.centre.store.find(kind, "1") for kind in ("organizers", "sponsors")
        )
        assert (organizer or {})["website"] == "https://new.example"
        assert (sponsor or {})["tier"] == "gold"


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=1)])
def test_what_the_centre_changed_since_is_kept_there(store: sa.Engine, later: timedelta) -> None:
    with desk(store) as box:
        box.edit("1", title="CEO")
        box.change("1", title="CTO", updated_at=EDITED + later)

        done = apply(box.job, make_plan(box.job))

        assert (done.sent, box.writes(), box.field("1", "title")) == (0, 0, "CTO")
        assert str(done.seal) == "0 of 1 match, 1 corrected there and kept"


def test_what_is_gone_upstream_is_held_back_by_name(store: sa.Engine) -> None:
    with desk(store) as box:
        box.edit("99", name="Nia Vell")
        box.edit("1", title="CEO", is_missing=True)

        plan = make_plan(box.job)

        assert [(one.record_id, one.reason) for one in plan.held_back] == [
            ("1", "gone"), ("99", "gone"),
        ]  # fmt: skip
        assert plan.is_empty


def test_a_plan_that_no_longer_holds_sends_nothing(store: sa.Engine) -> None:
    with desk(store) as box:
        box.edit("1", title="CEO")
        plan = make_plan(box.job)
        box.change("1", title="CTO")

        with pytest.raises(PlanMoved, match="no longer to be updated"):
            apply(box.job, plan)

        assert box.writes() == 0


def test_a_plan_is_applied_once(store: sa.Engine) -> None:
    with desk(store) as box:
        box.edit("1", title="CEO")
        plans = Plans(store)
        number = plans.put(make_plan(box.job), "ada").number or 0
        apply_stored(box.job, plans, number, who="ada")

        with pytest.raises(PlanClosed, match="was applied by ada"):
            apply_stored(box.job, plans, number, who="bea")


def test_a_push_is_taken_back(store: sa.Engine) -> None:
    with desk(store) as box:
        box.edit("1", title="CEO")
        plans = Plans(store)
        number = plans.put(make_plan(box.job), "ada").number or 0
        apply_stored(box.job, plans, number, who="ada")

        undo = undo_stored(box.job, plans, number, who="ada")
        apply_stored(box.job, plans, undo.number or 0, who="ada")

        assert box.field("1", "title") == "Head of Data"


@pytest.mark.parametrize("kind", ["lost_reply", "cut"])
def test_a_lost_answer_after_storing_sends_nothing_twice(any_store: sa.Engine, kind: str) -> None:
    with desk(any_store) as box:
        box.edit("1", title="CEO")
        box.fault(kind, WRITE)

        done = apply(box.job, make_plan(box.job))

        assert (str(done.seal), box.writes()) == ("1 of 1 match", 1)
        assert box.job.ledger.counts() == {"confirmed": 1}


def test_a_call_that_did_nothing_is_made_again(store: sa.Engine) -> None:
    with desk(store) as box:
        box.edit("1", title="CEO")
        box.fault("status", WRITE, status=500)

        done = apply(box.job, make_plan(box.job))

        assert (str(done.seal), box.writes()) == ("1 of 1 match", 2)
        assert box.job.ledger.counts() == {"rejected": 1, "confirmed": 1}


def test_a_push_that_broke_off_is_settled_by_the_next_one(store: sa.Engine) -> None:
    with desk(store) as box:
        box.edit("1", title="CEO")
        plan = make_plan(box.job)
        box.fault("lost_reply", WRITE)
        box.fault("status", "/api/speakers", status=500, times=None, skip=2)
        with pytest.raises(ServerError):
            apply(box.job, plan)
        box.centre.faults.clear()

        again = apply(box.job, make_plan(box.job))

        assert (again.sent, str(again.seal), box.writes()) == (0, "1 of 1 match", 1)
        assert box.job.ledger.counts() == {"confirmed": 1}


def test_a_centre_that_takes_no_changes_says_so_record_by_record(store: sa.Engine) -> None:
    with desk(store) as box:
        box.centre.switch(writes=False)
        box.edit("1", title="CEO")

        done = apply(box.job, make_plan(box.job))

        [bad] = done.rejected
        assert "takes no such change (HTTP 404)" in bad.reason
        assert (done.confirmed, done.seal.is_well) == (0, False)
        assert box.job.ledger.counts() == {"rejected": 1}


def test_a_field_that_the_centre_refuses_costs_its_record_only(store: sa.Engine) -> None:
    with desk(store) as box:
        box.centre.switch(read_only=("bio",))
        box.edit("1", bio="New.")
        box.edit("2", title="CEO")

        done = apply(box.job, make_plan(box.job))

        assert [(one.record_id, type(one)) for one in done.rejected] == [("1", Rejection)]
        assert (done.confirmed, box.field("2", "title")) == (1, "CEO")


def test_a_centre_that_keeps_its_times_is_not_sent_twice(store: sa.Engine) -> None:
    with desk(store) as box:
        box.centre.switch(keeps_times=True)
        box.edit("1", title="CEO")
        apply(box.job, make_plan(box.job))

        assert (make_plan(box.job).is_empty, box.writes()) == (True, 1)


def test_a_refused_key_ends_the_push_before_anything_is_sent(store: sa.Engine) -> None:
    with desk(store) as box:
        box.edit("1", title="CEO")
        plan = make_plan(box.job)
        box.fault("status", "/api/speakers", status=401, times=None)

        with pytest.raises(AuthError):
            apply(box.job, plan)

        assert (box.writes(), box.job.ledger.counts()) == (0, {})


@pytest.mark.parametrize("value", [False, None, "yes", 1])
def test_nothing_is_sent_back_unless_it_is_allowed(store: sa.Engine, value: object) -> None:
    with (
        pytest.raises(ConfigError, match="write_back=true"),
        desk(store, write_back=value),
    ):
        pass


@pytest.mark.parametrize("list_key", ["entity", "data", "bare"])
def test_every_dialect_is_read_back(store: sa.Engine, list_key: str) -> None:
    with desk(store, path_prefix="/api/v1") as box:
        box.centre.switch(list_key=list_key, prefixes=("/api/v1",), times="naive")
        box.edit("1", title="CEO")

        apply(box.job, make_plan(box.job))

        assert verify(box.job).is_whole
