"""A process that sends edits back, to be killed; its arguments: URL STORE WAREHOUSE."""

import sys

import duckdb

from orchestration.control.store import open_store
from push.jobs import open_jobs, open_target
from push.kit.apply import apply
from push.kit.planning import make_plan
from tests.push.edited import centre_connection


def main(url: str, store: str, warehouse: str) -> None:
    """Plans and applies the edits of speakers once."""
    connection = centre_connection(url)
    with duckdb.connect(warehouse, read_only=True) as served:
        [job, *_] = open_jobs(connection, open_target(connection), open_store(store), served)
        sys.stdout.write(str(apply(job, make_plan(job)).seal))


if __name__ == "__main__":
    main(*sys.argv[1:])
