"""One running sandbox of each target for all tests of the battery, emptied for each."""

from collections.abc import Iterator

import pytest

from tests.push.battery.boxes import Box, open_box


@pytest.fixture(scope="module", params=["copernico", "chronotrack"])
def running(request: pytest.FixtureRequest) -> Iterator[Box]:
    """Each target's sandbox in turn."""
    with open_box(request.param) as box:
        yield box


@pytest.fixture
def box(running: Box) -> Box:
    """A sandbox that holds strangers only, with no faults."""
    running.empty()
    return running
