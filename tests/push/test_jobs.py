"""Opening a connection's push jobs from its settings."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from push.jobs import open_jobs, open_target
from push.kit.job import Rules
from push.kit.ownership import FIELDS, Owner
from push.kit.source import Person
from tests.push.world import MemoryTarget, person, sandbox_connection, warehouse

NOWHERE = "http://127.0.0.1:9"
DECIDED = """
    create schema ops; create table ops.event_mappings as select 'demo_runsignup' as connection,
        '900101' as race_id, 'e1' as event_id, cast(null as text) as choice,
        'demo_copernico' as scoring_connection, 'summer' as scoring_race_id,
        '10K' as scoring_event, 'confirmed' as state, 'ada' as decided_by
"""


def connection(**settings: Any) -> Connection:
    """A Copernico connection with these settings."""
    return sandbox_connection(NOWHERE, **settings)


def test_each_race_has_one_job_with_the_people_of_its_sources(store: sa.Engine) -> None:
    people = [person(1), person(2, race_id="900102"), person(3, race_id="900103")]
    races = {"900101": "spring", "900102": "autumn", "900103": "spring"}

    jobs = open_jobs(connection(races=races), MemoryTarget(), store, warehouse(people))

    served: dict[str, list[Person]] = {job.race: list(job.people()) for job in jobs}
    assert served == {"spring": [people[0], people[2]], "autumn": [people[1]]}
    assert {job.connection for job in jobs} == {"demo_copernico"}


def test_rules_come_from_the_settings(store: sa.Engine) -> None:
    settings = {
        "shared_fields": ["phone"],
        "field_owners": {"email": "target"},
        "freeze_minutes": 30,
        "event_map": {"Volunteer": "", "Ten": "10K"},
        "withdrawn_share": 0.5,
        "lost_share": "0.1",
    }

    [job] = open_jobs(connection(**settings), MemoryTarget(), store, warehouse([]))

    ours: dict[str, Owner] = dict.fromkeys(FIELDS, "source")
    assert job.rules == Rules(
        owners=ours | {"phone": "newest", "email": "target"},
        event_map={"Volunteer": None, "Ten": "10K"},
        withdrawn_share=0.5,
        lost_share=0.1,
        freeze_minutes=30.0,
    )


def test_without_settings_every_field_is_of_whoever_changed_it_last(store: sa.Engine) -> None:
    bare = connection(event_map=None, shared_fields=None)

    [job] = open_jobs(bare, MemoryTarget(), store, warehouse([]))

    assert job.rules == Rules(owners=dict.fromkeys(FIELDS, "newest"), event_map={})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"source": ""}, "setting 'source' must be a text"),
        ({"races": {}}, "setting 'races' must map source races to races here"),
        ({"races": ["spring"]}, "setting 'races' must map source races to races here"),
        ({"field_owners": {"phone": "nobody"}}, "gives phone to 'nobody'. An owner is one of: so"),
        ({"field_owners": {"shoe": "source"}}, "'field_owners' names shoe, which is no field"),
        ({"field_owners": ["phone"]}, "setting 'field_owners' must map fields to owners"),
        ({"shared_fields": ["shoe"]}, "'shared_fields' names shoe, which is no field that is sent"),
        ({"shared_fields": "phone"}, "setting 'shared_fields' must be a list of fields"),
        ({"freeze_minutes": -1}, "'freeze_minutes' must be the minutes before the start, 0 or mor"),
        ({"freeze_minutes": True}, "'freeze_minutes' must be the minutes before the start"),
        ({"withdrawn_share": "5 %"}, "'withdrawn_share' must be a share of 1, 0 or more, not '5 %"),
        ({"lost_share": float("nan")}, "'lost_share' must be a share of 1, 0 or more, not nan"),
        ({"event_map": ["Volunteer"]}, "'event_map' must map names of source events to names of"),
        ({"event_map": {"Ten": 10}}, "'event_map' must map names of source events to names of"),
    ],
)
def test_a_missing_setting_is_named(
    store: sa.Engine, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        open_jobs(connection(**settings), MemoryTarget(), store, warehouse([]))


def test_a_provider_that_takes_nothing_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"pushed to haku.*targets are: chronotrack, copernico"):
        open_target(replace(connection(), provider="haku"))


def test_a_target_is_opened_by_the_providers_slug(tmp_path: Path) -> None:
    assert open_target(connection()).name == "copernico"
    assert open_target(connection(), tmp_path / "budget.db").limits.batch_size == 200
    assert open_target(connection(paced=False), tmp_path / "budget.db").name == "copernico"


def test_a_decided_race_has_a_job_without_settings(store: sa.Engine) -> None:
    people = [person(1, event_id="e1"), person(2, event_id="e2")]
    database = warehouse(people)
    database.execute(DECIDED)
    bare = connection()
    settings = {name: bare.settings[name] for name in bare.settings.keys() - {"source", "races"}}

    jobs = open_jobs(replace(bare, settings=settings), MemoryTarget(), store, database)

    assert [(job.race, [one.registration_id for one in job.people()]) for job in jobs] == [
        ("summer", ["1"])
    ]
