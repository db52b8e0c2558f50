"""Readers that never stop see one whole generation at a time, whatever is built and flipped."""

import pytest

from tests.transform.flock_farm import Farm
from tests.transform.flock_readers import Readers, reading


def fed_and_built(farm: Farm, generation: int, readers: Readers) -> str:
    """What a build said that did not serve the next generation; nothing if it did."""
    farm.feed(generation)
    said = farm.build()
    readers.until_read()
    return "" if said.success and farm.served() == (generation,) * 3 else said.words


@pytest.mark.soak
def test_readers_meet_no_error_no_gap_and_no_mix(farm: Farm, *, soaking: bool) -> None:
    flips = 500 if soaking else 50

    with reading(farm) as met:
        failed = [fed_and_built(farm, generation, met) for generation in range(2, flips + 2)]

    assert [words for words in failed if words] == []
    assert met.errors == []
    assert met.wrong == []
    assert met.generations == set(range(1, flips + 2))
