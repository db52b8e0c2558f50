"""The invented events and participants: every oddity that the real ones are known for."""

import re
from collections import Counter

import pytest

from sandbox.race_roster.events import LAKEHEAD, PRAIRIE, THAW, event_record
from sandbox.race_roster.roster import Roster, build_roster


@pytest.fixture(scope="module")
def roster() -> Roster:
    """The account at its full size."""
    return build_roster()


def test_the_same_seed_gives_the_same_roster(roster: Roster) -> None:
    assert build_roster() == roster
    assert build_roster(seed=7) != roster


def test_every_event_has_its_share(roster: Roster) -> None:
    counts = {key: len(rows) for key, rows in roster.participants.items()}

    assert counts == {LAKEHEAD.key: 900, PRAIRIE.key: 450, THAW.key: 150}


def test_ids_are_unique_over_all_events(roster: Roster) -> None:
    ids = [row["participantId"] for rows in roster.participants.values() for row in rows]

    assert len(set(ids)) == 1500


def test_everybody_is_in_a_sub_event_of_the_event(roster: Roster) -> None:
    subs = {row["subEventId"] for row in roster.participants[PRAIRIE.key]}

    assert subs == {410011, 410012}


def test_genders_are_whole_numbers(roster: Roster) -> None:
    genders = Counter(row["gender"] for row in roster.participants[LAKEHEAD.key])

    assert set(genders) == {0, 1, 2, 9}


def test_bibs_are_text_numbers_or_missing(roster: Roster) -> None:
    kinds = {type(row["bibNumber"]) for row in roster.participants[LAKEHEAD.key]}

    assert kinds == {str, int, type(None)}


def test_some_are_inactive_and_some_do_not_say(roster: Roster) -> None:
    states = {row.get("isActive") for row in roster.participants[LAKEHEAD.key]}

    assert states == {True, False, None}


def test_dates_come_with_and_without_a_colon(roster: Roster) -> None:
    dates = [row["registrationDate"] for row in roster.participants[LAKEHEAD.key]]

    forms = {re.sub(r"^[-0-9]{10}T[:0-9]{8}", "", text) for text in dates}
    assert forms == {"+00:00", "-0500", "Z", "-04:00"}


def test_an_events_numbers_come_as_text() -> None:
    marathon, five, volunteer = event_record(LAKEHEAD)["subEvents"]["data"]

    assert (marathon["maxParticipants"], marathon["participantMaxAge"]) == ("1500", "")
    assert marathon["subEventDistance"]["inMeters"] == "42195"
    assert five["customSubEventDate"] == "2026-10-10T08:00:00-0400"
    assert (volunteer["subEventDistance"], volunteer["distance"]) == (None, "0")


def test_an_events_dates_carry_the_offset_of_their_season() -> None:
    event = event_record(LAKEHEAD)

    assert event["startDate"] == "2026-10-11T08:00:00-0400"
    assert event["registrationOpenDate"] == "2026-01-15T00:00:00-05:00"


def test_metres_and_a_region_may_be_missing() -> None:
    mile = event_record(PRAIRIE)["subEvents"]["data"][1]

    assert ("inMeters" in mile["subEventDistance"], mile["distanceType"]) == (False, "mi")
    assert event_record(THAW)["region"] is None
