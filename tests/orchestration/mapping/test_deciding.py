"""What a person decides about an event holds until another decision, and is locked by the start."""

from datetime import UTC, datetime

import pytest

from extract.kit.destination import open_warehouse
from extract.kit.errors import ConfigError
from orchestration.generations.served import NothingServed
from orchestration.mapping.decisions import Decided, MappingLocked, exclude, send
from orchestration.preflight.start import UnknownEvent
from tests.orchestration.mapping.conftest import AFTER_THE_GUN, EVENING_BEFORE, Office, wish

# A sub-event is what people of Race Roster register for, within an event of several.
SUB_EVENT = """
    insert into race.unified_events values
        ('c-300', 'race_roster', 'c', 'harbor', '41', 'Lake Run', '300', '8 km', '2026-04-19', null)
"""


def test_an_event_is_sent_where_a_person_says(office: Office) -> None:
    [row] = send(office.place, wish("Five"), "s-2").rows

    assert office.held() == [("a", "2", None, "s", "spring", "5K", "confirmed")]
    assert (row.decided_by, row.decided_at, row.timing_partner_id) == (
        "ada", EVENING_BEFORE, "harbor",
    )  # fmt: skip
    assert row.locked_at == datetime(2026, 4, 19, 11, tzinfo=UTC)


def test_a_new_decision_takes_the_place_of_the_old_and_says_so(office: Office) -> None:
    send(office.place, wish("Five"), "s-2")

    done = send(office.place, wish("Five"), "t-1")

    assert office.held() == [("a", "2", None, "t", "77", "Half", "confirmed")]
    assert [one.target for one in done.replaced] == ["5K (s, race spring)"]
    assert done.rows[0].reason == ("instead of 5K (s, race spring), by ada at 2026-04-18 20:00 UTC")


def test_a_wave_is_decided_beside_the_whole_event(office: Office) -> None:
    send(office.place, wish("b-7"), "t-1")
    send(office.place, wish("b-7", choice="Elite"), "s-1")

    assert office.held() == [
        ("b", "8|7", None, "t", "77", "Half", "confirmed"),
        ("b", "8|7", "Elite", "s", "spring", "10 Mile", "confirmed"),
    ]


@pytest.mark.parametrize("event", ["a-2", "c-300"])
def test_a_wave_of_any_provider_goes_where_a_person_says(office: Office, event: str) -> None:
    office.run(SUB_EVENT)
    office.register((event, "Wave A"), (event, "Wave B"), (event, None))
    send(office.place, wish(event), "s-1")
    send(office.place, wish(event, choice="Wave B"), "s-2")

    found = office.answer("check", "--past")["groups"]

    assert [(one["place"]["choice"], one["text"]) for one in found] == [
        ("Wave A", "10 Mile (s, race spring)"),
        ("Wave B", "5K (s, race spring)"),
        (None, "10 Mile (s, race spring)"),
    ]


def test_an_exclusion_from_one_connection_stands_beside_another_ones_event(
    office: Office,
) -> None:
    exclude(office.place, wish("10 Mile"), "t")
    send(office.place, wish("10 Mile"), "s-1")

    assert office.held() == [
        ("a", "1", None, "s", "spring", "10 Mile", "confirmed"),
        ("a", "1", None, "t", None, None, "confirmed"),
    ]


def test_an_exclusion_from_everywhere_ends_all_other_decisions(office: Office) -> None:
    exclude(office.place, wish("10 Mile"), "t")
    send(office.place, wish("10 Mile"), "s-1")

    exclude(office.place, wish("10 Mile"))

    assert office.held() == [("a", "1", None, None, None, None, "confirmed")]


def test_after_the_start_nothing_is_changed_without_a_name(office: Office) -> None:
    send(office.place, wish("10 Mile"), "s-1")

    with pytest.raises(
        MappingLocked, match=r"10 Mile .* started at 2026-04-19 12:30 UTC.*--unlock"
    ):
        exclude(office.place, wish("10 Mile", now=AFTER_THE_GUN))

    assert office.held() == [("a", "1", None, "s", "spring", "10 Mile", "confirmed")]


def test_a_change_after_the_start_records_who_answers_for_it(office: Office) -> None:
    late = wish("10 Mile", now=AFTER_THE_GUN, unlock=" Dee Marsh ")

    [row] = exclude(office.place, late).rows

    assert (row.unlocked_by, row.unlocked_at) == ("Dee Marsh", AFTER_THE_GUN)
    assert office.answer("list")[-1]["unlocked_by"] == "Dee Marsh"


def test_the_start_of_the_scoring_event_that_it_leaves_locks_too(office: Office) -> None:
    send(office.place, wish("b-7"), "s-2")

    with pytest.raises(MappingLocked, match="started at 2026-04-19 11:00 UTC"):
        send(office.place, wish("b-7", now=AFTER_THE_GUN), "t-1")


def test_the_start_of_the_scoring_event_that_its_name_feeds_locks_too(office: Office) -> None:
    office.run(
        "update race.unified_events set event_name = '5K', starts_at = null where event_key = 'a-2'"
    )

    with pytest.raises(MappingLocked, match="started at 2026-04-19 11:00 UTC"):
        exclude(office.place, wish("a-2", now=AFTER_THE_GUN))


def test_an_event_without_a_time_is_locked_when_its_day_is_over_everywhere(
    office: Office,
) -> None:
    on_the_day = wish("b-7", now=datetime(2026, 4, 20, 11, 59, tzinfo=UTC))
    day_after = wish("b-7", now=datetime(2026, 4, 20, 12, 0, tzinfo=UTC))

    done: Decided = send(office.place, on_the_day, "t-1")

    assert done.rows[0].unlocked_by is None
    with pytest.raises(MappingLocked):
        exclude(office.place, day_after)


def test_nobody_is_no_name(office: Office) -> None:
    with pytest.raises(ConfigError, match="--unlock needs the name"):
        exclude(office.place, wish("10 Mile", unlock=" "))


def test_another_partners_scoring_event_is_unknown(office: Office) -> None:
    with pytest.raises(UnknownEvent, match="No event is called 'u-1'"):
        send(office.place, wish("Five"), "u-1")


def test_before_the_first_build_there_is_nothing_to_map(office: Office) -> None:
    office.run("drop table race.unified_events")

    with pytest.raises(NothingServed, match="Run syncline build first"):
        send(office.place, wish("Five"), "s-2")


def test_what_fails_leaves_the_table_as_it_was(office: Office) -> None:
    send(office.place, wish("Five"), "s-2")

    with pytest.raises(UnknownEvent):
        send(office.place, wish("Five"), "nowhere")

    with open_warehouse(office.place.target) as warehouse:
        assert warehouse.fetch("select count(*) from ops.event_mappings") == [(1,)]
