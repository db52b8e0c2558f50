"""Two builds at once on one warehouse: a mix is never served, and it is said who gave way."""

from pathlib import Path

import pytest

from tests.transform.flock_children import held_before, start
from tests.transform.flock_farm import Farm
from tests.transform.flock_readers import reading
from tests.transform.flock_stock import Stock

FLIP = "do $flip$"


def claim(entity: str) -> str:
    """What the statement holds by which a build begins with a model."""
    return f"where entity = '{entity}' and backup_version"


@pytest.mark.parametrize("held_at", [claim("farms"), "gone_sheep", FLIP])
@pytest.mark.parametrize("other", [("--select", "sheep", "--indirect-selection", "cautious"), ()])
def test_a_build_that_is_overtaken_serves_no_mix(
    postgres_farm: Farm, held_at: str, other: tuple[str, ...]
) -> None:
    postgres_farm.feed(2)
    whole = {(1, 1, 1), (3, 3, 3)}

    with reading(postgres_farm) as met:
        with held_before(postgres_farm, held_at) as child:
            postgres_farm.feed(3)
            overtaking = postgres_farm.build(*other)
            between = postgres_farm.served()
        said = child.ended()
        after = postgres_farm.served()

    assert (met.errors, met.wrong) == ([], [])
    assert overtaking.success, overtaking.words
    assert not said.success
    assert "farm: nothing was flipped" in said.words
    assert between in whole
    assert after == between
    assert postgres_farm.build().success
    assert postgres_farm.served() == (3, 3, 3)


def test_a_build_leaves_alone_what_another_has_flipped_to(postgres_farm: Farm) -> None:
    postgres_farm.feed(2)

    with held_before(postgres_farm, claim("farms")) as child:
        postgres_farm.build()
    said = child.ended()

    assert not said.success
    assert "farm.farms_v2 is what is served by now: another run has flipped to it" in said.words
    assert postgres_farm.served() == (2, 2, 2)


def test_builds_side_by_side_never_serve_a_mix(postgres_farm: Farm) -> None:
    with reading(postgres_farm) as met:
        ended = [ran_together(postgres_farm, generation) for generation in range(2, 6)]

    assert (met.errors, met.wrong) == ([], [])
    assert [one for one in ended if one] == []


def ran_together(farm: Farm, generation: int) -> str:
    """What is amiss when two processes build at once; nothing if all is well."""
    farm.feed(generation)
    child = start(farm, lambda *_: None)
    own, other = farm.build(), child.ended()
    words = [said.words for said in (own, other) if not said.success]
    if len(set(farm.served())) != 1:
        return f"{farm.served()} were served"
    if any("flip" not in one and "farm." not in one for one in words):
        return f"it was not said why: {words}"
    built = farm.build()
    return "" if built.success and farm.served() == (generation,) * 3 else built.words


def test_a_build_during_a_rollback_leaves_one_whole_generation(postgres_farm: Farm) -> None:
    postgres_farm.feed(2)
    postgres_farm.build()
    postgres_farm.feed(3)

    with held_before(postgres_farm, FLIP, Farm.rollback) as child:
        postgres_farm.build("--select", "sheep", "--indirect-selection", "cautious")
    said = child.ended()

    assert not said.success
    assert "farm: not rolled back. " in said.words
    assert postgres_farm.served() == (2, 2, 2)


def test_a_second_process_is_refused_by_the_file(stock: Stock, tmp_path: Path) -> None:
    farm = stock.farm("duckdb", tmp_path)
    farm.feed(2)

    with held_before(farm, "create or replace view") as child:
        said = farm.build()

    assert not said.success
    assert "Conflicting lock is held" in said.words
    assert child.ended().success
    assert farm.served() == (2, 2, 2)
