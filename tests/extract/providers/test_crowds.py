"""What the sandbox of each provider serves of a crowd lands as the crowd's generator writes it."""

from typing import Any

from extract.kit.destination import Warehouse
from extract.providers import PROVIDERS
from sandbox.chronotrack import crowd as chronotrack
from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.courses import event_record
from sandbox.chronotrack.scoring import Asked, results
from sandbox.copernico import crowd as copernico
from sandbox.copernico.app import API_KEY, LOGIN
from sandbox.copernico.athletes import race_detail
from sandbox.copernico.presets import PRESETS, preset_rows
from sandbox.crowd import Crowd
from sandbox.haku import crowd as haku
from sandbox.haku.app import Haku
from sandbox.haku.store import short_row
from sandbox.race_roster import crowd as race_roster
from sandbox.race_roster.app import RaceRoster
from sandbox.serving import serve
from tests.extract import landed, organisers, rosters, timers
from tests.extract.accounts import Account

FEW = Crowd(events=3, people=40)


def rows(warehouse: Warehouse, table: str) -> dict[str, Any]:
    """The records of a raw table by key, without the places that they came from."""
    found = {key: landed.payload(warehouse, table, key) for key in landed.keys(warehouse, table)}
    return {key: {**one, "_context": None} for key, one in found.items()}


def written(records: dict[str, Any]) -> dict[str, Any]:
    """Records as the generator writes them, to be compared with those landed."""
    return {key: {**one, "_context": None} for key, one in records.items()}


def test_race_roster_serves_its_crowd(any_warehouse: Warehouse) -> None:
    roster = RaceRoster()
    roster.store = race_roster.CrowdStore(FEW)
    with serve(roster.app) as server:
        report = rosters.pull(rosters.roster_account(roster, server), any_warehouse)

    made = [race_roster.row(FEW, number) for number in range(40)]
    keys = [race_roster.event_key(FEW.place_of(number)) for number in range(40)]
    assert rows(any_warehouse, rosters.PARTICIPANTS) == written(
        {f"{key}|{one['participantId']}": one for key, one in zip(keys, made, strict=True)}
    )
    assert rosters.told_of(report) == [
        ("events", "full", 3), ("participants", "full", 40), ("participant_listings", "full", 3)
    ]  # fmt: skip


def test_haku_serves_its_crowd(any_warehouse: Warehouse) -> None:
    server_of_few = Haku()
    server_of_few.store = haku.CrowdStore(FEW)
    with serve(server_of_few.app) as server:
        organisers.synced(organisers.haku_account(server_of_few, server), any_warehouse)

    made = [haku.row(FEW, number) for number in range(40)]
    keys = [haku.event_id(FEW.place_of(number)) for number in range(40)]
    by_key = {
        f"{key}|{one['registration_number']}": one for key, one in zip(keys, made, strict=True)
    }
    short = {key: short_row(one) for key, one in by_key.items()}
    full = {key: {name: one[name] for name in one if name != "_age"} for key, one in by_key.items()}
    assert rows(any_warehouse, "raw_haku.registrations_json") == written(short)
    assert rows(any_warehouse, "raw_haku.registration_details_json") == written(full)


def test_copernico_serves_its_crowd(any_warehouse: Warehouse) -> None:
    made = copernico.crowd_server(FEW)
    with serve(made.app) as server:
        secrets = {"api_key": API_KEY, "login": LOGIN}
        Account(PROVIDERS["copernico"], made, server, server.url, secrets).sync(any_warehouse)
    made.close()

    results = {
        f"{FEW.race(place).slug}|10 Mile|{one['id']}": one
        for place in range(3)
        for one in preset_rows(copernico.entrants(FEW, place), PRESETS["results"], gun_in_rows=True)
    }
    races = [race_detail(FEW.race(place), {"10 Mile"}) for place in range(3)]
    assert len(results) == 40
    assert rows(any_warehouse, "raw_copernico.results_json") == written(results)
    assert rows(any_warehouse, "raw_copernico.races_json") == written(
        {one["id"]: one for one in races}
    )


def times_of(place: int) -> dict[str, Any]:
    """The results of an event by key: all intervals, and the finish by sex and by age."""
    runners = [chronotrack.runner(FEW, number) for number in FEW.people_of(place)]
    name = event_record(chronotrack.meeting(place))["event_name"]
    asked = (Asked(interval="ALL"), Asked(bracket="SEX"), Asked(bracket="AGE"))
    made = [one | {"results_event_name": name} for each in asked for one in results(runners, each)]
    parts = ("race_id", "entry_id", "interval_name", "bracket_name")
    return {"|".join(one[f"results_{part}"] for part in parts): one for one in made}


def test_chronotrack_serves_its_crowd(any_warehouse: Warehouse) -> None:
    scorer = ChronoTrack()
    scorer.store = chronotrack.CrowdStore(FEW)
    with serve(scorer.app) as server:
        report = timers.synced(timers.timer_account(scorer, server), any_warehouse)

    made = [chronotrack.entry(FEW, number) for number in range(40)]
    times = times_of(0) | times_of(1) | times_of(2)
    assert rows(any_warehouse, timers.ENTRIES) == written({one["entry_id"]: one for one in made})
    assert (len(times), rows(any_warehouse, timers.RESULTS)) == (160, written(times))
    assert {one.mode for one in report.entities} == {"full"}
