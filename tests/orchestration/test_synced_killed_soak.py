"""kill -9 in every cell of the table of syncs: the same command afterwards ends it. Long.

Each moment of a full sync costs a build, so that only `make soak` runs this file; the moments of a
direct one are among the tests of tests.orchestration.test_synced_and_served, a few at a time.
"""

from collections.abc import Iterator

import pytest

from tests.orchestration.doomed import BUILDING, DIRECT, LANDING, Moment
from tests.orchestration.revenue import Revenue, synced_once


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def revenue(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Revenue]:
    """The account after its first sync."""
    with synced_once(request, tmp_path_factory.mktemp("revenue")) as made:
        yield made


@pytest.mark.parametrize("entities", [(), ("customers",)])
def test_killed_anywhere_in_a_direct_sync_the_next_one_ends_it(
    revenue: Revenue, entities: tuple[str, ...]
) -> None:
    assert revenue.after_kills(DIRECT, *entities) == ""


@pytest.mark.parametrize("entities", [(), ("customers",)])
@pytest.mark.parametrize("moment", [*LANDING, *BUILDING])
def test_killed_anywhere_in_a_full_sync_the_next_one_ends_it(
    revenue: Revenue, entities: tuple[str, ...], moment: Moment
) -> None:
    assert revenue.after_kills([moment], *entities, full=True) == ""
