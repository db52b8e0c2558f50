"""A small NowRepBlue agency and the account that leads to it."""

from collections.abc import Iterator

import pytest

from sandbox.nowrepblue.agency import build_agency
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import serve
from tests.extract.accounts import Account
from tests.extract.agencies import agency_account


@pytest.fixture
def agency() -> NowRepBlue:
    """An agency of twenty talents on three boards."""
    return NowRepBlue(build_agency(talents=20, boards=3))


@pytest.fixture
def blue(agency: NowRepBlue) -> Iterator[Account]:
    """The account of its public deployment: it needs no secret."""
    with serve(agency.app) as server:
        yield agency_account(agency, server)
