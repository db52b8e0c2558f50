"""An event's results are found where its people can have one, on each engine."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from extract.kit.destination import Target, open_warehouse
from orchestration.finished import Finished, read_finished
from orchestration.generations.served import look_up
from orchestration.preflight.start import Event
from tests.orchestration.conftest import empty_target

TABLES = (
    "create schema race",
    """create table race.unified_events as select * from (values
        ('scoring-1', 'copernico', 'harbor', 'spring', date '2026-04-20'),
        ('scoring-2', 'chronotrack', 'harbor', 'autumn', date '2026-10-03'),
        ('scoring-3', 'copernico', 'peak', 'spring-of-others', date '2026-04-20'),
        ('form-1', 'runsignup', 'harbor', 'form', date '2026-04-19')
    ) as events (event_key, source_provider, timing_partner_id, race_id, event_date)""",
    """create table race.unified_participants as select * from (values
        ('1', '9', 'form-1'), ('2', '9', 'form-1'), ('3', '9', 'form-1'), ('4', '9', 'form-2')
    ) as people (participant_key, race_id, event_key)""",
    """create table race.unified_results as select * from (values
        ('1', 'spring', timestamptz '2026-04-20 09:00:00+02'),
        ('2', 'autumn', timestamptz '2026-10-03 09:00:00+02'),
        ('4', 'spring', timestamptz '2026-04-20 11:00:00+02'),
        (null, 'spring', timestamptz '2026-04-20 12:00:00+02')
    ) as results (participant_key, race_id, fetched_date)""",
)
DAY = date(2026, 4, 19)
SPRING = datetime(2026, 4, 20, 7, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 3, 7, tzinfo=UTC)


@pytest.fixture
def target(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Target:
    """A warehouse with a race in spring and one in autumn, on each engine."""
    made = empty_target(engine, tmp_path, request)
    with open_warehouse(made) as warehouse:
        _ = [warehouse.execute(statement) for statement in TABLES]
    return made


def event(day: date | None = DAY, *, partner: str | None = "harbor") -> Event:
    """The registration event in spring."""
    return Event("form-1", "runsignup", "forms", partner, "9", "Spring", "1", "10 Mile", day)


@pytest.mark.parametrize(
    ("asked", "fed", "chosen", "found"),
    [
        (event(), (), "", Finished(1, SPRING)),
        (event(), ("autumn",), "", Finished(1, AUTUMN)),
        (event(), (), "scoring-2", Finished(1, AUTUMN)),
        (event(), ("spring",), "scoring-2", Finished(1, AUTUMN)),
        (event(None), (), "", Finished(2, AUTUMN)),
        (event(date.max), (), "", Finished()),
        (event(date.min), ("autumn",), "", Finished(1, AUTUMN)),
        (event(partner=None), (), "", Finished()),
        (event(partner="peak"), (), "", Finished()),
    ],
    ids=[
        "by its day", "by where its people are sent", "by what the connection says",
        "first by what it says", "without a day", "on the last day of all",
        "on the first day of all", "of nobody", "of another partner",
    ],
)  # fmt: skip
def test_results_are_found_where_its_people_can_have_one(
    target: Target, asked: Event, fed: tuple[str, ...], chosen: str, found: Finished
) -> None:
    with open_warehouse(target) as warehouse:
        look_up(warehouse)
        assert read_finished(warehouse, asked, fed, chosen) == found


def test_before_the_first_build_nobody_has_one(target: Target) -> None:
    with open_warehouse(target) as warehouse:
        warehouse.execute("drop table race.unified_results")
        assert read_finished(warehouse, event(), ()) == Finished()
