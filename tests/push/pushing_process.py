"""A process that pushes, to be killed: python -m tests.push.pushing_process URL STORE WAREHOUSE."""

import sys

import duckdb

from orchestration.control.store import open_store
from push.jobs import open_jobs, open_target
from push.kit.apply import apply
from push.kit.planning import make_plan
from tests.push.world import sandbox_connection


def main(url: str, store: str, warehouse: str) -> None:
    """Plans and applies once, ten people per call."""
    connection = sandbox_connection(url, batch_size=10)
    with duckdb.connect(warehouse, read_only=True) as served:
        [job] = open_jobs(connection, open_target(connection), open_store(store), served)
        sys.stdout.write(str(apply(job, make_plan(job)).seal))


if __name__ == "__main__":
    main(*sys.argv[1:])
