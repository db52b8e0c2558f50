"""Small NowRepBlue and ChronoTrack accounts, and the connections that lead to them."""

from collections.abc import Iterator

import pytest

from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import build_roster
from sandbox.nowrepblue.agency import build_agency
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import serve
from tests.extract.accounts import Account
from tests.extract.agencies import agency_account
from tests.extract.timers import TEN_MILE, timer_account


@pytest.fixture
def agency() -> NowRepBlue:
    """An agency of twenty talents on three boards."""
    return NowRepBlue(build_agency(talents=20, boards=3))


@pytest.fixture
def blue(agency: NowRepBlue) -> Iterator[Account]:
    """The account of its public deployment: it needs no secret."""
    with serve(agency.app) as server:
        yield agency_account(agency, server)


@pytest.fixture
def timer() -> ChronoTrack:
    """A timer's account whose longest race, of thirty finishers, is over."""
    made = ChronoTrack(build_roster(finishers=30))
    made.store.run_race(TEN_MILE)
    return made


@pytest.fixture
def track(timer: ChronoTrack) -> Iterator[Account]:
    """The connection to it, which signs in with login and password."""
    with serve(timer.app) as server:
        yield timer_account(timer, server)
