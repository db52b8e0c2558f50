"""Who watches a sync hears how far each entity is, and of how many where somebody knows that."""

from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.options import Progress
from extract.kit.spec import Page, Reading
from extract.kit.sync import SyncOptions, sync
from tests.extract.lists import CONNECTION, Lists, page


def people(count: int) -> Page:
    """A page of so many people."""
    return page(*[b'{"id":%d,"at":1}' % number for number in range(count)])


def test_progress_is_told_page_by_page(warehouse: Warehouse) -> None:
    told: list[Progress] = []
    provider = Lists([people(2), people(3)]).provider()

    sync(provider, CONNECTION, warehouse, SyncOptions(progress=told.append))

    assert told == [Progress("people", 2), Progress("people", 5)]


@pytest.mark.parametrize(
    ("full", "said", "expected"),
    [
        (True, None, [(2, 4, True), (5, None, False)]),
        (True, 9, [(2, 9, False), (5, 9, False)]),
        (False, None, [(2, None, False), (5, None, False)]),
    ],
)
def test_progress_has_a_total_where_one_is_known(
    warehouse: Warehouse, *, full: bool, said: int | None, expected: list[Any]
) -> None:
    def expect(reading: Reading) -> None:
        reading.expected = said

    told: list[Progress] = []
    sync(Lists([people(4)]).provider(), CONNECTION, warehouse, SyncOptions())
    lists = Lists([people(2), people(3)], during=expect)

    sync(lists.provider(), CONNECTION, warehouse, SyncOptions(full=full, progress=told.append))

    assert [(one.fetched, one.total, one.is_estimate) for one in told] == expected
