"""Back to the kept generation: whole, recorded, undone by a second time, and it stays."""

import pytest

from tests.transform.flock_farm import Farm, load_id
from tests.transform.flock_readers import Readers, reading

NONE_KEPT = (
    "farm has no complete kept generation: only one build was served yet, or a later build has"
    " begun to fill it."
)
RECORDED = """
    select distinct active_version, backup_version, load_ids, backup_load_ids
    from ops.sync_metadata
"""
HISTORY = """
    select action, from_version, to_version, row_count_before, row_count, flipped_by
    from ops.flips where entity = 'sheep' order by flipped_at
"""


def loads(generation: int) -> str:
    """What is recorded as the loads of a generation."""
    return f'{{"meadow": "{load_id(generation)}"}}'


@pytest.fixture
def kept_farm(farm: Farm) -> Farm:
    """A farm that serves its second generation and keeps its first."""
    farm.feed(2, 4)
    said = farm.build()
    assert said.success, said.words
    return farm


def test_the_kept_generation_is_served_again_and_it_is_recorded(
    kept_farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCLINE_ACTOR", "ada")

    said = kept_farm.rollback()

    assert said.success, said.words
    assert "farm: rolled back 3 served views." in said.words
    assert kept_farm.served() == (1, 1, 1)
    assert kept_farm.run(RECORDED) == [(1, 2, loads(1), loads(2))]
    assert kept_farm.run(HISTORY)[-1] == ("rollback", 2, 1, 4, 5, "ada")


def test_a_second_rollback_undoes_the_first(kept_farm: Farm) -> None:
    kept_farm.rollback()

    said = kept_farm.rollback()

    assert said.success, said.words
    assert kept_farm.served() == (2, 2, 2)
    assert kept_farm.run(RECORDED) == [(2, 1, loads(2), loads(1))]


def rolled_back(farm: Farm, readers: Readers) -> bool:
    """Whether it was; readers have met by then what it serves."""
    said = farm.rollback()
    readers.until_read()
    return said.success


def test_readers_meet_no_mix_during_rollbacks(kept_farm: Farm) -> None:
    with reading(kept_farm) as met:
        ended = [rolled_back(kept_farm, met) for _ in range(6)]

    assert ended == [True] * 6
    assert (met.errors, met.wrong, met.generations) == ([], [], {1, 2})


def test_nothing_is_kept_after_the_first_build(farm: Farm) -> None:
    said = farm.rollback()

    assert not said.success
    assert NONE_KEPT in said.words
    assert farm.served() == (1, 1, 1)


@pytest.mark.parametrize("fault", ["model", "test"])
def test_nothing_is_kept_after_a_build_began_to_fill_it(kept_farm: Farm, fault: str) -> None:
    kept_farm.run(f"insert into switches.faults values ('{fault}')")
    kept_farm.feed(3)
    kept_farm.build()

    said = kept_farm.rollback()

    assert not said.success
    assert NONE_KEPT in said.words
    assert kept_farm.served() == (2, 2, 2)


def test_it_stays_rolled_back_until_somebody_consents(
    kept_farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCLINE_ACTOR", "ada")
    kept_farm.rollback()
    kept_farm.feed(3)

    said = kept_farm.build()
    served = kept_farm.served()
    accepted = kept_farm.accept()

    assert not said.success
    assert "farm: nothing was flipped, served data is as it was. ada rolled it back" in said.words
    assert served == (1, 1, 1)
    assert accepted.success, accepted.words
    assert kept_farm.served() == (3, 3, 3)
    assert kept_farm.run("select brake, subject, accepted_by from ops.acceptances") == [
        ("rolled_back", "farm", "ada")
    ]


def test_after_consent_builds_flip_by_themselves_again(kept_farm: Farm) -> None:
    kept_farm.rollback()
    kept_farm.accept()
    kept_farm.feed(3)

    said = kept_farm.build()

    assert said.success, said.words
    assert kept_farm.served() == (3, 3, 3)


def test_a_group_that_is_not_there_is_named_with_those_that_are(farm: Farm) -> None:
    said = farm.dbt("run-operation", "rollback", "--args", "{group: fram}")

    assert not said.success
    assert "There is no group fram. There is: farm." in said.words
