"""A webhook's record is read again and served at once, as the next build serves it."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.current_rms.sender import Weather
from sandbox.faults import Fault
from tests.extract.hires import put_many
from tests.orchestration.calling import call
from tests.orchestration.listening.mirror import CHOSEN, Mirror
from tests.orchestration.listening.steps import STEPS, WEATHER, compared, take_all

LAST = "select last_webhook_at is not null from rentals.opportunities where id = {}"
GONE = "select record_key, reason from rentals.deletions where restored_at is null"

OWN = """
    select cast(chosen_custom_fields as text) from rentals.opportunities
    where id between 2502 and 2504 order by id
"""
CHOICE = """
    select count(*), count(event_type), count(is_reviewed), count(phone), count(paid_on)
    from rentals.hire_opportunities_custom
"""


def test_a_changed_record_is_served_without_a_build(mirror: Mirror) -> None:
    mirror.yard.store.put(1010, {"subject": "Moved to the barn"})
    mirror.deliver()

    mirror.follow()

    assert mirror.subjects()[1010] == "Moved to the barn"
    assert mirror.rows(LAST.format(1010)) == [(True,)]
    assert mirror.states() == ["handled"]


def test_a_new_record_is_served(mirror: Mirror) -> None:
    mirror.yard.store.put(2500, {"subject": "A new enquiry"})
    mirror.deliver()

    mirror.follow()

    assert mirror.subjects()[2500] == "A new enquiry"


def test_a_destroyed_record_goes_and_is_listed(mirror: Mirror) -> None:
    mirror.yard.store.remove(1011)
    mirror.deliver()

    mirror.follow()

    assert 1011 not in mirror.subjects()
    assert ("hire-1011", "destroy") in mirror.rows(GONE)


def test_a_record_that_is_not_found_goes(mirror: Mirror) -> None:
    mirror.yard.store.put(1012, {"subject": "Soon gone"})
    mirror.yard.store.remove(1012, is_logged=False)
    mirror.deliver()

    mirror.follow()

    assert 1012 not in mirror.subjects()
    assert ("hire-1012", "not found") in mirror.rows(GONE)


def test_a_record_is_served_by_its_id_alone(mirror: Mirror) -> None:
    mirror.yard.store.put(1013, {"subject": "Asked for by hand"})

    said = mirror.sync("--id", "1013")

    assert (said["connection"], said["keys"]) == ("hire", ["1013"])
    waiting = {"models": ["opportunity_history"], "group": "rentals"}
    assert said["waiting_for_build"] == waiting
    assert mirror.subjects()[1013] == "Asked for by hand"
    assert mirror.rows(LAST.format(1013)) == [(False,)]

    mirror.deliver()
    mirror.follow()

    assert mirror.rows(LAST.format(1013)) == [(True,)]


def test_a_record_asked_for_by_its_id_that_is_not_found_goes(mirror: Mirror) -> None:
    mirror.yard.store.put(1014, {"subject": "Soon gone"})
    mirror.yard.store.remove(1014, is_logged=False)

    mirror.sync("--id", "1014")

    assert 1014 not in mirror.subjects()

    mirror.deliver()
    mirror.follow()

    assert ("hire-1014", "not found") in mirror.rows(GONE)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--id", "99999"), 1, "neither Current RMS nor the warehouse has 99999"),
        (("--id", "../members"), 1, "is no id of an opportunity"),
        (("--id", "1013", "--full"), 2, "give no other mode beside it"),
        (("opportunities", "--id", "1013"), 2, "name no entity beside it"),
    ],
)
def test_what_cannot_be_asked_for_by_its_id_changes_nothing(
    mirror: Mirror, words: tuple[str, ...], code: int, told: str
) -> None:
    before = mirror.rows()

    said = call(mirror.place, "sync", "hire", *words)

    assert (said.exit_code, told in " ".join(said.output.replace("│", " ").split())) == (code, True)
    assert mirror.rows() == before


def test_several_events_of_many_records_are_one_read(mirror: Mirror) -> None:
    put_many(mirror.yard, [*range(1020, 1030)] * 3, rating=5)
    mirror.deliver(random.Random(1), Weather(doubled=0.5, shuffled=True))
    before = mirror.reads()

    mirror.follow()

    assert mirror.reads() - before == 1
    assert mirror.states() == ["handled"]


def test_an_event_waits_while_the_account_is_away(mirror: Mirror) -> None:
    mirror.yard.store.put(1031, {"subject": "Told while it was away"})
    mirror.deliver()
    mirror.yard.faults.add(Fault(kind="status", path="/opportunities", status=503, times=None))
    mirror.follow()
    away = mirror.states()
    mirror.yard.faults.clear()

    mirror.follow()

    assert away == ["handled", "received"]
    assert mirror.subjects()[1031] == "Told while it was away"
    assert mirror.states() == ["handled"]


def test_one_record_that_cannot_be_read_holds_up_no_other(mirror: Mirror) -> None:
    mirror.yard.faults.add(Fault(kind="error_body", path="/opportunities?", times=1))
    mirror.yard.faults.add(Fault(kind="error_body", path="/opportunities/1033", times=None))
    mirror.yard.store.put(1032, {"subject": "Readable"})
    mirror.yard.store.put(1033, {"subject": "Not readable"})
    mirror.deliver()

    mirror.serve_all()

    waits = mirror.states()
    mirror.yard.faults.clear()
    assert mirror.subjects()[1032] == "Readable"
    assert waits == ["handled", "received"]
    mirror.follow()
    assert mirror.subjects()[1033] == "Not readable"


def test_what_is_served_at_once_equals_the_next_build(mirror: Mirror) -> None:
    mirror.yard.store.put(1040, {
        "subject": "  Café \u201cquoted\u201d 'n' more ", "charge_total": "0.125", "starts_at": "",
        "tag_list": ["b", "a"], "custom_fields": {"new-key": "Yes", "9": None}, "member": None,
    })  # fmt: skip
    mirror.yard.store.put(1041, {"ends_at": "2026-12-01T10:00:00.000+01:00", "rating": None})
    mirror.yard.store.put(2501, {"subject": None, "number": None})
    mirror.yard.store.remove(1042)
    mirror.deliver()
    mirror.follow()
    at_once, chosen = mirror.rows(), mirror.rows(CHOSEN)

    mirror.build()

    assert mirror.rows() == at_once
    assert mirror.rows(CHOSEN) == chosen


def test_chosen_custom_fields_are_typed_columns_at_once(mirror: Mirror) -> None:
    told = {"event_type": "12.5", "risk_reviewed": "Yes", "50_deposit_received": "2026-02-28"}
    due = "2026-03-01T10:00:00.000+02:00"
    told |= {"on-site_contact_phone": " 'x\" ", "balance_due": due, "chosen by": "nobody"}
    mirror.yard.store.put(2502, {"custom_fields": told})
    odd = {"event_type": "many", "risk_reviewed": "", "50_deposit_received": "2026-02-30"}
    mirror.yard.store.put(2503, {"custom_fields": odd})
    mirror.yard.store.put(2504, {"custom_fields": None})
    mirror.deliver()

    mirror.follow()

    assert mirror.rows(
        "select event_type, is_reviewed, phone, cast(paid_on as text) "
        "from rentals.hire_opportunities_custom where id between 2502 and 2504 order by id"
    ) == [(12.5, True, "'x\"", "2026-02-28"), (None, False, None, None), (None,) * 4]
    names = ("event_type", "is_reviewed", "phone", "paid_on", "due_at")
    first = (12.5, True, "'x\"", "2026-02-28", "2026-03-01T08:00:00Z")
    assert [json.loads(text) for (text,) in mirror.rows(OWN)] == [
        dict(zip(names, first, strict=True)),
        dict(zip(names, (None, False, None, None, None), strict=True)),
        dict.fromkeys(names),
    ]


def test_webhooks_that_came_while_nobody_listened_are_served(mirror: Mirror) -> None:
    mirror.yard.store.put(1043, {"subject": "Kept for later"})
    mirror.deliver()
    mirror.follower.close()

    mirror.follower = type(mirror.follower)(mirror.place)
    mirror.follow()

    assert mirror.subjects()[1043] == "Kept for later"


def test_a_read_of_changes_after_webhooks_changes_nothing(mirror: Mirror) -> None:
    mirror.yard.store.put(1044, {"subject": "Read twice"})
    mirror.deliver()
    mirror.follow()

    said = mirror.sync()

    assert said["served"]["build_due"] is None
    assert mirror.subjects()[1044] == "Read twice"


def test_reports_count_what_was_served_at_once(mirror: Mirror) -> None:
    mirror.yard.store.put(2600, {"state_name": "Order", "status_name": "Promised"})
    mirror.deliver()

    mirror.follow()

    promised = "select opportunity_count from rentals.rpt_status_distribution where {}"
    assert mirror.rows(promised.format("opportunity_status = 'Promised'")) == [(1,)]


def test_an_event_that_is_sent_again_is_kept_once(mirror: Mirror) -> None:
    mirror.yard.store.put(1045, {"subject": "Sent twice"})
    before = mirror.count()

    mirror.deliver(random.Random(1), Weather(doubled=1.0))

    assert mirror.count() - before == 1
    mirror.follow()


def test_a_destroy_that_comes_first_stays(mirror: Mirror) -> None:
    mirror.yard.store.put(1046, {"subject": "Before its end"})
    mirror.yard.store.remove(1046)
    mirror.yard.sender.waiting.reverse()
    mirror.deliver()

    mirror.follow()

    assert 1046 not in mirror.subjects()


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, seed=st.integers(0, 2**16))
def test_property_the_mirror_converges(
    mirror: Mirror, steps: list[tuple[str, int, str]], seed: int
) -> None:
    dice = random.Random(seed)
    take_all(mirror, dice, steps)
    mirror.deliver(dice, WEATHER)
    mirror.follow()

    mirror.sync()

    served, wanted = compared(mirror)
    assert served == wanted
    # What comes late is only a hint: it is read anew and changes nothing.
    mirror.deliver(dice, Weather(doubled=1.0, shuffled=True))
    mirror.follow()
    assert compared(mirror) == (wanted, wanted)


def test_a_choice_that_ends_is_served_with_the_next_sync(mirror: Mirror) -> None:
    file = mirror.place.home / "connections.toml"
    before, _, chosen = file.read_text().partition("[connections.hire.settings.custom_columns]")
    file.write_text(before + chosen[chosen.index("[connections.hire.secrets]") :])

    said = mirror.sync()

    # Nobody chooses again: no test after this one looks at what is chosen.
    due = "The custom_columns of hire are others than they were."
    assert said["served"]["build_due"] == due
    own = "select distinct cast(chosen_custom_fields as text) from rentals.opportunities"
    assert mirror.rows(own) == [("{}",)]
    assert mirror.rows(CHOICE) == [(len(mirror.rows()), 0, 0, 0, 0)]
