"""A small NowRepBlue agency, a small Haku organisation, and the accounts that lead to them."""

from collections.abc import Iterator

import pytest

from sandbox.haku.app import Haku
from sandbox.haku.organiser import build_organiser
from sandbox.nowrepblue.agency import build_agency
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import serve
from tests.extract.accounts import Account
from tests.extract.agencies import agency_account
from tests.extract.organisers import haku_account


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
def organisation() -> Haku:
    """An organisation with races of sixty and fifteen people, and a breakfast of none."""
    return Haku(build_organiser(people=60))


@pytest.fixture
def haku(organisation: Haku) -> Iterator[Account]:
    """The account of that organisation."""
    with serve(organisation.app) as server:
        yield haku_account(organisation, server)
