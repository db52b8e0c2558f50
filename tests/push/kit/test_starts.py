"""The served starts of a race and of what feeds it, by their ids, on both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import duckdb
import psycopg
import pytest

from push.kit.freeze import Fed, Named, Starts, read_starts
from push.kit.source import Decision

SERVED = """
    create schema race;
    create table race.unified_events (
        event_key text, connection text, source_provider text, race_id text, event_id text,
        event_name text, starts_at timestamp with time zone
    );
    insert into race.unified_events values
        ('1', 'to', 'timer', 'hill', 'hill|10K', '10K', timestamptz '2026-04-25 11:00:00+02:00'),
        ('2', 'to', 'timer', 'hill', 'hill|5K', '5K', null),
        ('3', 'to', 'timer', 'hill', 'hill|10K b', '10K', timestamptz '2026-04-26 09:00:00+00:00'),
        ('4', 'to', 'timer', 'dale', 'dale|10K', '10K', timestamptz '2026-04-27 09:00:00+00:00'),
        ('5', 'from', 'club', '900101', '51', 'Ten', timestamptz '2026-04-25 08:00:00+00:00'),
        ('6', 'from', 'club', '900101', '52', 'Ten', timestamptz '2026-04-26 08:00:00+00:00'),
        ('7', 'from', 'club', '900109', '53', 'Ten', timestamptz '2026-04-25 07:00:00+00:00')
"""
DECIDED = """
    create schema ops;
    create table ops.event_mappings (
        connection text, race_id text, event_id text, choice text, scoring_connection text,
        scoring_race_id text, scoring_event text, decided_by text, state text
    );
    insert into ops.event_mappings values
        ('from', '900101', '51', null, 'to', 'dale', '10K', 'Ines', 'confirmed'),
        ('from', '900101', '52', 'Wave B', 'to', 'hill', '5K', 'Ines', 'confirmed'),
        ('from', '900109', '53', null, 'to', 'hill', '10K', 'Ines', 'confirmed'),
        ('from', '900109', '53', 'Wave A', 'to', 'dale', '10K', 'Ines', 'confirmed')
"""
FIRST, SECOND, THIRD = (
    datetime(2026, 4, 25, 8, tzinfo=UTC),
    datetime(2026, 4, 26, 8, tzinfo=UTC),
    datetime(2026, 4, 25, 7, tzinfo=UTC),
)
OWN = {
    "hill|10K": Named("10K", datetime(2026, 4, 25, 9, tzinfo=UTC)),
    "hill|10K b": Named("10K", datetime(2026, 4, 26, 9, tzinfo=UTC)),
}


@pytest.fixture(params=["duckdb", "postgres"])
def served(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A warehouse that serves events, on either engine."""
    if request.param == "duckdb":
        with duckdb.connect() as database:
            database.execute(SERVED)
            yield database
    else:
        with psycopg.connect(request.getfixturevalue("postgres_url")) as database:
            database.execute(SERVED)
            yield database


def test_starts_are_told_apart_by_their_ids(served: Any) -> None:
    assert read_starts(served, ("to", "hill"), {"from": ["900101"]}) == Starts(
        OWN, [Fed(("club", "51"), "Ten", FIRST), Fed(("club", "52"), "Ten", SECOND)]
    )


def test_decisions_say_which_registration_events_feed_the_race(served: Any) -> None:
    served.execute(DECIDED)

    found = read_starts(served, ("to", "hill"), {"from": ["900101"]})

    wave = Decision("from", "900101", "52", "Wave B", "to", "hill", "5K", "Ines")
    whole = Decision("from", "900109", "53", None, "to", "hill", "10K", "Ines")
    assert found.scoring == OWN
    assert found.registration == [
        Fed(("club", "52"), "Ten", SECOND, (None, wave)),
        Fed(("club", "53"), "Ten", THIRD, (whole,)),
    ]
