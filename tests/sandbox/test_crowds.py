"""The crowds of the other providers may be edited as their sandboxes' own people may."""

from pathlib import Path

import pytest

from sandbox.chronotrack import crowd as chronotrack
from sandbox.chronotrack.scoring import Asked
from sandbox.copernico import crowd as copernico
from sandbox.crowd import FIRST_RACE, Crowd
from sandbox.haku import crowd as haku
from sandbox.race_roster import crowd as race_roster

HUB = Crowd(events=12_900, people=2_400_000)
FEW = Crowd(events=3, people=40)


def test_a_page_of_a_hub_is_made_alone() -> None:
    store = haku.CrowdStore(Crowd(events=30, people=2_400_000))

    rows = store.short_rows(haku.event_id(0), newest_first=True)

    assert len(rows) == 438179
    assert [one["registration_number"] for one in rows[:2]] == ["R10438178", "R10438177"]


def test_who_is_edited_at_race_roster_stays_edited() -> None:
    store, key = race_roster.CrowdStore(FEW), race_roster.event_key(0)
    before = len(store.participants_of(key))

    store.edit(key, 6_610_003, {"bibNumber": "9"})
    store.remove(key, 6_610_002)
    added = store.add(key, {"firstName": "Zoë"})
    store.edit(key, added["participantId"], {"lastName": "New"})

    people = store.participants_of(key)
    assert [one["participantId"] for one in people[:2]] == [6_610_001, 6_610_003]
    assert (people[1]["bibNumber"], len(people)) == ("9", before)
    assert (people[-1]["firstName"], people[-1]["lastName"]) == ("Zoë", "New")
    assert added["participantId"] == 6_610_041


def test_who_is_edited_at_haku_moves_to_the_front() -> None:
    store, event = haku.CrowdStore(FEW), haku.event_id(0)
    store.edit(event, "R10000003", {"participant": {"last_name": "Else"}})
    store.add(event, "R10000900", {"team": None})
    store.drop(event, "R10000001")

    newest = store.short_rows(event, newest_first=True)
    oldest = store.short_rows(event, newest_first=False)

    assert [one["registration_number"] for one in newest[:3]] == [
        "R10000900", "R10000003", f"R{10_000_000 + FEW.people_of(0)[-1]}",
    ]  # fmt: skip
    assert [one["registration_number"] for one in oldest[:3]] == [
        "R10000000", "R10000002", "R10000003",
    ]  # fmt: skip
    assert len(newest) == len(oldest) == len(FEW.people_of(0))
    assert store.detail(event, "R10000003")["participant"]["last_name"] == "Else"


def test_who_is_gone_from_a_crowd_is_not_found() -> None:
    roster, organiser = race_roster.CrowdStore(FEW), haku.CrowdStore(FEW)
    roster.remove(race_roster.event_key(0), 6_610_002)

    with pytest.raises(KeyError):
        roster.edit(race_roster.event_key(0), 6_610_002, {})
    with pytest.raises(KeyError):
        organiser.detail(haku.event_id(0), "R10000039")
    with pytest.raises(KeyError):
        organiser.detail(haku.event_id(0), "X1")


def test_who_is_edited_at_copernico_stays_edited(tmp_path: Path) -> None:
    slug, first = f"race-{FIRST_RACE}", "runsignup-5500001"
    store = copernico.CrowdStore(FEW, tmp_path / "state.sqlite")
    before = len(store.entrants(slug))
    store.tamper(slug, first, {"dorsal": "9"})
    store.delete(slug, "runsignup-5500002")
    store.register(slug, [{"id": "runsignup-1", "name": "Ada", "eventId": "10 Mile"}])
    store.close()

    again = copernico.CrowdStore(FEW, tmp_path / "state.sqlite")

    found = {one.key: one for one in again.entrants(slug, "10 MILE")}
    assert len(found) == before
    assert (found[first].person["dorsal"], (found[first].timing or {})["status"]) == (
        "9", "finished",
    )  # fmt: skip
    assert "runsignup-5500002" not in found
    assert found["runsignup-1"].timing is None
    again.close()


def test_who_is_not_of_a_race_of_a_crowd_is_not_found_there() -> None:
    store = copernico.CrowdStore(FEW)
    last = f"runsignup-{5_500_001 + 39}"

    assert store.entrant(f"race-{FIRST_RACE + 2}", last).person["event"] == "10 Mile"
    with pytest.raises(KeyError):
        store.entrant(f"race-{FIRST_RACE}", last)
    with pytest.raises(KeyError):
        store.delete("race-x", last)
    store.close()


def test_who_is_edited_at_chronotrack_stays_edited_and_is_ranked_so() -> None:
    store, event = chronotrack.CrowdStore(FEW), str(chronotrack.FIRST_EVENT)
    before = store.results(event, Asked())
    winner, second = before[0]["results_entry_id"], before[1]["results_entry_id"]

    store.put("entries", second, {"entry_bib": "9"})
    store.remove("entries", winner)

    after = store.results(event, Asked())
    assert (len(after), len(store.rows("entries", event))) == (len(before) - 1,) * 2
    assert [(one["results_bib"], one["results_rank"]) for one in after[:1]] == [("9", "1")]
    assert after[0]["results_entry_id"] == second


def test_what_is_not_of_a_crowd_at_chronotrack_is_not_found() -> None:
    store = chronotrack.CrowdStore(FEW)

    assert store.event_of("race", "3000003") == "2000003"
    with pytest.raises(KeyError):
        store.event_of("event", "2000004")
    with pytest.raises(KeyError):
        store.record("entries", str(5_500_001 + 40))
    with pytest.raises(KeyError):
        store.put("races", "3000001", {})
