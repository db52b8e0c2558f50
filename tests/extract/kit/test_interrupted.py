"""Ctrl-C while DuckDB is at work."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from extract.kit.destination import Warehouse

FOR_HOURS = "select sum(range) from range(1_000_000_000_000)"
BEGUN_SECONDS = 0.3


@pytest.fixture
def _ctrl_c() -> Iterator[None]:
    """Ctrl-C as at a terminal: what a shell starts in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_ctrl_c")
def test_ctrl_c_during_a_long_query_is_ctrl_c(warehouse: Warehouse) -> None:
    # With more threads DuckDB may give the whole of such a query to the one that should look.
    warehouse.execute("set threads = 1")
    pressing = threading.Timer(BEGUN_SECONDS, os.kill, (os.getpid(), signal.SIGINT))

    pressing.start()
    with pytest.raises(KeyboardInterrupt):
        warehouse.fetch(FOR_HOURS)

    assert warehouse.fetch("select 1") == [(1,)]
