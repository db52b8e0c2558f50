"""Who is how far on the way to the start, who is meant, and when all will be proven."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.destination import Target, open_warehouse
from orchestration.control.store import open_store
from orchestration.forecasts import Forecast, read_forecast
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.rosters import STAGES, Roster, read_roster
from orchestration.trace.searching import search_runners
from push.kit.ledger import Ledger
from push.kit.plan import Action, Plan
from push.kit.plans import Plans
from push.kit.standing import Pace, Running
from push.kit.turn import turn
from tests.orchestration.conftest import empty_target

START_LIST = """
    create table race.start_list as
    select 'r-' || id as record_id, id as registration_id, first as first_name,
        'Silva' as last_name, id as bib_number, scoring as scoring_connection,
        case when scoring is not null then 'spring' end as scoring_race_id,
        case when scoring is not null then '10 Mile' end as scoring_event,
        case when reason is null then 'ready' else 'held_back' end as status,
        reason as held_back_reason, '9' as race_id, 'a-1' as event_key
    from (values
        ('1', 'Ana', 's', null), ('2', 'Bo', 's', null), ('3', 'Cy', 's', 'duplicate_bib'),
        ('4', 'Dee', null, 'unmapped'), ('5', 'Eve', 's', null)
    ) as people (id, first, scoring, reason)
"""
PEOPLE = """
    create table race.unified_participants as
    select 'a' as connection, 'a-1' as event_key, id as participant_key, id as registration_id,
        first as first_name, last as last_name, bib as bib_number, mail as email,
        'active' as status
    from (values
        ('1', 'Ana', 'Silva', '007', 'Ana@mail.example '), ('2', 'Ana', 'Silverton', 'E12', null),
        ('3', 'Bo', 'Banana', null, null)
    ) as people (id, first, last, bib, mail)
"""
EVENTS = """
    create table race.unified_events as
    select 'a-1' as event_key, 'Spring' as race_name, '10 Mile' as event_name,
        date '2026-04-19' as event_date
"""
NOON = datetime(2026, 4, 19, 12, 0, tzinfo=UTC)
NAMES = {"first_name": "Ana"}


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now


@pytest.fixture
def target(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Target:
    """A warehouse with a start list, on each engine."""
    made = empty_target(engine, tmp_path, request)
    with open_warehouse(made) as warehouse:
        for statement in ("create schema race", START_LIST, PEOPLE, EVENTS):
            warehouse.execute(statement)
    return made


@pytest.fixture
def store(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> sa.Engine:
    """A store on each engine, with a push of two people: one was seen there, one is under way."""
    url = f"sqlite:///{tmp_path}/control.db"
    if engine == "postgres":
        url = request.getfixturevalue("postgres_url")
    clock, made = Clock(), open_store(url)
    plans, ledger = Plans(made, clock), Ledger(made, "s", "spring", clock)
    number = plans.put(Plan("s", "spring", 2, 0), "eve").number
    assert number is not None
    actions = [Action("create", f"r-{one}", "", "10 Mile", NAMES) for one in "12"]
    first, second = ledger.intend("1", actions, number)
    clock.now += timedelta(seconds=3)
    ledger.mark([first, second], "sent")
    ledger.mark([first], "confirmed")
    plans.begin(number, "ada")
    return made


def roster(target: Target, store: sa.Engine) -> Roster:
    """Who is registered for the event."""
    with open_warehouse(target) as warehouse:
        found = read_roster(warehouse, store, "9", "a-1")
    store.dispose()
    return found


def test_people_are_counted_at_each_stage(target: Target, store: sa.Engine) -> None:
    found = roster(target, store)

    assert STAGES == ("registered", "mapped", "pushed", "verified", "held_back")
    assert tuple(map(found.count, STAGES)) == (5, 4, 2, 1, 2)
    assert found.reasons == {"duplicate bib": 1, "unmapped": 1}
    assert (found.left, found.races) == (2, (("s", "spring"),))
    assert [one.name for one in found.starters if one.has(["silva", "2"])] == ["Bo Silva"]


def test_before_a_build_nobody_is_registered(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest, store: sa.Engine
) -> None:
    assert roster(empty_target(engine, tmp_path, request), store) == Roster()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("7", ["1"]), ("e12", ["2"]), (" ANA@mail.example", ["1"]), ("silv ana", ["1", "2"]),
        ("an", []), ("100%", []), ("", []), ("%", []),
    ],
)  # fmt: skip
def test_who_is_meant_is_found_over_all_events(
    target: Target, words: str, found: list[str]
) -> None:
    with open_warehouse(target) as warehouse:
        hits = search_runners(warehouse, ["a"], words, (0, 10))
        others = search_runners(warehouse, ["b"], words, (0, 10))
        page = search_runners(warehouse, ["a"], "ana", (1, 1))

    assert [one.registration_id for one in hits.hits] == found
    assert (hits.total, others.total) == (len(found), 0)
    assert (len(page.hits), page.total) == (1, 3)


def test_what_is_left_is_reckoned_by_what_was_measured(target: Target, store: sa.Engine) -> None:
    clock = Clock()
    queue, source = Queue(store, clock), Connection("a", "runsignup", "harbor", {}, {})
    known = roster(target, store)
    before = read_forecast(store, source, known)
    queue.put(JobRequest("participants", "race", "runsignup", "a", "harbor"))
    claimed = queue.claim("worker-1")
    assert claimed is not None
    clock.now += timedelta(seconds=40)
    queue.complete(claimed, {})

    found = read_forecast(store, source, known)
    nowhere = read_forecast(store, source, Roster())
    store.dispose()

    assert (before.left, before.sync_seconds, before.seconds) == (2, None, 6.0)
    assert (found.sync_seconds, found.seconds) == (40.0, 46.0)
    assert (nowhere.left, nowhere.seconds) == (0, None)


def under_way(store: sa.Engine, clock: Clock) -> tuple[Ledger, int]:
    """A push of five people that was begun at noon, and of whom two are sent a minute later."""
    plans, ledger = Plans(store, clock), Ledger(store, "s", "spring", clock)
    people = tuple(Action("create", f"r-{one}", "", "10 Mile", NAMES) for one in "56789")
    number = plans.put(Plan("s", "spring", 5, 0, creates=people), "eve").number
    assert number is not None
    plans.begin(number, "ada")
    entries = ledger.intend("2", people[:3], number)
    clock.now += timedelta(seconds=60)
    ledger.mark(entries[:2], "sent")
    return ledger, number


def test_a_push_that_goes_on_is_reckoned_by_its_own_pace(target: Target, store: sa.Engine) -> None:
    clock, source = Clock(), Connection("a", "runsignup", "harbor", {}, {})
    known = roster(target, store)
    ledger, number = under_way(store, clock)

    with turn(ledger):
        found = read_forecast(store, source, known, clock)
        clock.now += timedelta(seconds=60)
        later = read_forecast(store, source, known, clock)
    broken_off = read_forecast(store, source, known, clock)
    store.dispose()

    assert found.running == Running(number, 5, 2, 2, 60.0)
    # Three are left at half a minute each; what stands still takes longer the longer it does.
    assert (found.seconds, later.seconds) == (90.0, 180.0)
    assert broken_off.running is None
    assert broken_off.seconds == 6.0


def test_reading_back_takes_as_long_for_each_as_it_did() -> None:
    running = Running(7, total=100, answered=75, lately=50, seconds=10.0)

    found = Forecast(130, 40.0, Pace(200, 60.0, proof_seconds=20.0), running)

    assert (running.seconds_left, found.seconds) == (5.0, 5.0 + 10.0 + 30 * 0.3)


def test_before_the_first_answer_the_last_pushes_count() -> None:
    begun = Running(7, total=10, answered=0, lately=0, seconds=2.0)

    assert Forecast(10, 40.0, Pace(200, 60.0), begun).seconds == 3.0
    assert Forecast(10, 40.0, None, begun).seconds is None
