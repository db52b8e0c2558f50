"""What the first pages need, read before anybody asks: whoever comes first waits no longer."""

import logging
import math
from functools import partial

from extract.kit.destination import open_warehouse
from extract.kit.errors import SynclineError, WarehouseBusy
from orchestration.dashboard import timetable
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.listing import SIZE
from orchestration.dashboard.overview import read_overview
from orchestration.dashboard.proving import (
    SHOWN,
    read_heaps_of,
    read_test_counts,
    read_tests,
    read_unread,
)
from orchestration.dashboard.serving import is_there, read_fresh, read_views
from orchestration.dashboard.session import Visitor
from orchestration.service.tokens import Caller

LOG = logging.getLogger(__name__)
# Nobody's token; what is read for it is remembered for everybody who may see it.
NOBODY = Visitor(Caller("syncline", "viewer"), math.inf, "")


def warm(desk: Desk) -> bool:
    """Whether what the first pages need is at hand; if not, they read it themselves."""
    view = View(desk, NOBODY, None, "/", {})
    try:
        timetable.warm()
        read_overview(view)
        read_together(view)
    except SynclineError as error:
        LOG.info("nothing is read ahead: %s", type(error).__name__)
        return False
    return True


def read_together(view: View) -> None:
    """Has all that the page of data shows remembered while DuckDB's file is open once.

    To open it costs more than to read what is shown. A page that finds it busy says so by itself.

    Raises: NotAllowed.
    """
    if view.desk.reading.target.engine != "duckdb" or not is_there(view):
        return
    try:
        view.desk.ask("together", partial(_read, view))
    except WarehouseBusy:
        return


def _read(view: View) -> bool:
    with open_warehouse(view.desk.reading.target):
        read_views(view)
        read_fresh(view, "", 0, SIZE)
        read_test_counts(view)
        read_tests(view, "", "", 0, SHOWN)
        read_heaps_of(view)
        read_unread(view, "", 0, SHOWN)
    return True
