"""Whether everybody goes to one scoring event, or is kept back by decision."""

from datetime import UTC, datetime
from typing import Any

from orchestration.mapping.completeness import Completeness, check
from orchestration.mapping.decisions import exclude, send
from tests.orchestration.mapping.conftest import EVENING_BEFORE, Office, wish


def looked(office: Office, **more: Any) -> Completeness:
    """What the check says on the evening before the race."""
    return check(office.place, **({"now": EVENING_BEFORE} | more))


def statuses(found: Completeness) -> list[tuple[str | None, str | None, str, int]]:
    """Event, choice, status and people of each group, by event."""
    groups = [
        (one.place.event_name, one.place.choice, str(one.status), one.people)
        for one in found.groups
    ]
    return sorted(groups, key=str)


def test_names_settings_and_decisions_say_where_everybody_goes(office: Office) -> None:
    office.register(("a-1", None), ("a-1", None), ("a-2", None), ("a-3", None), ("b-7", "Red"))

    found = looked(office)

    assert statuses(found) == [
        ("10 Mile", None, "sent", 2),
        ("Five", None, "unknown_event", 1),
        ("Half", "Red", "unmapped", 1),
        ("Volunteer", None, "excluded", 1),
    ]
    assert not found.is_complete
    assert [one.text for one in found.groups[:2]] == [
        "s has no event 'Five' in its race spring; it has '10 Mile', '5K'.",
        "feeds no scoring connection: nobody of it would be sent",
    ]


def test_decisions_make_it_complete(office: Office) -> None:
    office.register(("a-2", None), ("b-7", "Red"), ("b-7", "Blue"), ("b-7", None))
    send(office.place, wish("Five"), "s-2")
    send(office.place, wish("Half"), "t-1")
    exclude(office.place, wish("Half", choice="Red"))

    found = looked(office)

    assert statuses(found) == [
        ("Five", None, "sent", 1),
        ("Half", "Blue", "sent", 1),
        ("Half", "Red", "excluded", 1),
        ("Half", None, "sent", 1),
    ]
    assert found.is_complete


def test_an_event_that_goes_to_two_places_is_named(office: Office) -> None:
    office.register(("a-1", None))
    send(office.place, wish("10 Mile"), "t-1")

    [group] = looked(office).groups

    assert (group.status, group.text) == (
        "sent_twice", "10 Mile (s, race spring); Half (t, race 77)",
    )  # fmt: skip


def test_who_names_no_event_is_counted(office: Office) -> None:
    office.register(("a-1", None))
    office.run("update race.unified_participants set event_name = ' '")

    assert [one.status for one in looked(office).groups] == ["no_event"]


def test_what_is_over_is_left_out_unless_asked_for(office: Office) -> None:
    office.register(("b-7", None))
    late = datetime(2026, 4, 21, 12, tzinfo=UTC)

    found = looked(office, now=late)

    assert (found.groups, found.past, found.is_complete) == ((), 1, True)
    assert len(looked(office, now=late, with_past=True).groups) == 1


def test_the_exit_code_and_the_words_tell(office: Office) -> None:
    office.register(("b-7", "Red"), ("b-7", "Red"))

    bad = office.say("check", "--past")
    office.say("exclude", "Half", "--unlock", "Dee Marsh")
    good = office.say("check", "--past")

    assert (bad.exit_code, good.exit_code) == (3, 0)
    assert bad.stdout.splitlines() == [
        "  2 people of By Haku: Half, Red (b): feeds no scoring connection: nobody of it would be "
        "sent",
        "0 of 2 people are mapped or excluded, 2 are not.",
    ]
    assert good.stdout == "2 of 2 people are mapped or excluded, 0 are not.\n"
