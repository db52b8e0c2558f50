"""A publication is opened as its connection is set."""

from dataclasses import replace

import duckdb
import pytest
import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from push.publications import open_feed, open_job, open_publisher
from push.publishing.errors import CannotPublish
from tests.push.publishing.results_world import ROUTE, connection, serving

URL = "http://127.0.0.1:1"


def test_a_provider_without_a_call_is_pointed_to_the_file() -> None:
    roster = Connection(slug="roster", provider="race_roster", owner="harbor_timing")

    with pytest.raises(CannotPublish, match=r"race_roster documents no call .* results export"):
        open_publisher(roster)


def test_the_set_is_named_as_the_connection_says(store: sa.Engine) -> None:
    way = connection(URL, set_name="{event} by Harbor", source="Harbor", retracted_share=0.5)
    with duckdb.connect() as database:
        feed = open_feed(way, ROUTE, serving(database))

    job = open_job(way, ROUTE, feed, (open_publisher(way), store))

    assert (job.rules.set_name, job.rules.source, job.rules.retracted_share) == (
        "10 Mile by Harbor", "Harbor", 0.5,
    )  # fmt: skip
    assert (len(job.feed.results), job.feed.bibs["60"]) == (6, "harbor-6")


def test_a_status_that_is_no_result_is_refused() -> None:
    with (
        duckdb.connect() as database,
        pytest.raises(ConfigError, match=r"results\.statuses has 'running'"),
    ):
        open_feed(connection(URL, statuses=["running"]), ROUTE, serving(database))


def test_settings_of_another_shape_are_refused() -> None:
    odd = replace(connection(URL), settings={"results": "all"})

    with duckdb.connect() as database, pytest.raises(ConfigError, match="must be a table"):
        open_feed(odd, ROUTE, serving(database))
