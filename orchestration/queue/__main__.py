"""One warm worker, as the crew starts it: python -m orchestration.queue --lanes urgent push."""

import argparse
import logging
import os
import signal
import sys

from orchestration.queue.jobs import LANES
from orchestration.queue.presence import worker_name
from orchestration.queue.worker import Worker
from orchestration.workplace import Workplace


def main() -> int:
    """The exit code, when the worker was told to stop."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.queue")
    parser.add_argument("--name", default=worker_name())
    parser.add_argument("--lanes", nargs="+", choices=LANES, default=list(LANES))
    parser.add_argument("--slots", type=int)
    told = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    # It says four lines each time Dagster opens one of its books.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # Dagster, dlt and dbt are imported here, once for all jobs.
    from orchestration.defs.runs import Runner
    from orchestration.mirror.copying import mirror_anew

    place = Workplace.here(os.environ)

    def mirror() -> None:
        mirror_anew(place)

    worker = Worker(place.store, Runner(place), told.lanes, told.slots, mirror, told.name)
    # A shell that starts a program in the background has it ignore Ctrl-C, by which jobs are ended.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_signal: worker.stopping.set())
    try:
        worker.serve()
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
