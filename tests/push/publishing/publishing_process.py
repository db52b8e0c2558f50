"""A process that publishes, to be killed: python -m ... URL STORE WAREHOUSE."""

import sys

import duckdb

from extract.kit.errors import SynclineError
from orchestration.control.store import open_store
from push.publications import open_feed, open_job, open_publisher
from push.publishing.publish import publish
from tests.push.publishing.results_world import ADA, ROUTE, connection


def main(url: str, store: str, warehouse: str) -> None:
    """Publishes the plan that waits, and says how it ended."""
    way = connection(url, notices="rows")
    with duckdb.connect(warehouse, read_only=True) as served:
        feed = open_feed(way, ROUTE, served)
    job = open_job(way, ROUTE, feed, (open_publisher(way), open_store(store)))
    try:
        sys.stdout.write(str(publish(job, ADA).seal))
    except SynclineError as error:
        sys.stdout.write(type(error).__name__)


if __name__ == "__main__":
    main(*sys.argv[1:])
