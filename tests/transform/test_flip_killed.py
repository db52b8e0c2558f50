"""kill -9 before any statement of a build, its tests and its flip: one whole generation is served,
and the next build needs no hand.
"""

from pathlib import Path

import pytest

from extract.kit.destination import Engine
from tests.transform.flock_children import killed_before, statements
from tests.transform.flock_farm import SHEEP, Farm, load_id
from tests.transform.flock_stock import Stock

FLIP = "create or replace view"
VIEWS = """
    select table_name from information_schema.tables
    where table_schema = 'farm' and table_name in ('sheep', 'dogs', 'farms')
"""
DELETIONS = """
    select count(*), count(*) - count(restored_at) from farm.deletions where entity = 'sheep'
"""
RECORDED = "select distinct load_ids from ops.sync_metadata where group_name = 'farm'"


def steps(sent: list[str], *, every: bool) -> list[int]:
    """The numbers of the statements to be killed at: each, or a spread and those of the flip."""
    last = len(sent)
    flip = next(number for number, sql in enumerate(sent, start=1) if FLIP in sql)
    commit = next(
        number for number, sql in enumerate(sent, start=1) if number > flip and sql == "COMMIT"
    )
    around = {flip, flip + 1, (flip + commit) // 2, commit, commit + 1, last}
    return sorted(range(1, last + 1) if every else {*range(2, flip, flip // 8), *around})


def feed(farm: Farm, generation: int) -> None:
    """Lands a generation; in every second one the last sheep is gone."""
    farm.feed(generation, sheep=SHEEP - (generation % 2 == 0))


def amiss(farm: Farm, step: int, generation: int) -> str:
    """What is amiss after a build of that generation was killed at a step, if anything."""
    feed(farm, generation)
    if not killed_before(farm, step):
        return f"step {step} was not reached"
    served = farm.served()
    if served not in {(generation - 1,) * 3, (generation,) * 3}:
        return f"killed at step {step}, generations {served} were served"
    if farm.run(RECORDED) != [(f'{{"meadow": "{load_id(served[0])}"}}',)]:
        return f"killed at step {step}, {farm.run(RECORDED)} was recorded of {served}"
    built = farm.build()
    if not built.success or farm.served() != (generation,) * 3:
        return f"killed at step {step}, the next build failed: {built.words}"
    deletions = (generation // 2, int(generation % 2 == 0))
    return "" if farm.run(DELETIONS) == [deletions] else f"step {step}: {farm.run(DELETIONS)}"


@pytest.mark.soak
def test_a_build_killed_at_any_step_leaves_one_whole_generation(
    farm: Farm, *, soaking: bool
) -> None:
    feed(farm, 2)
    chosen = steps(statements(farm), every=soaking)

    found = [amiss(farm, step, number) for number, step in enumerate(chosen, start=3)]

    assert len(chosen) >= 12
    assert [one for one in found if one] == []


def first_amiss(farm: Farm, step: int) -> str:
    """What is amiss after the first build of all was killed at a step."""
    if not killed_before(farm, step):
        return f"step {step} was not reached"
    if len(farm.run(VIEWS)) not in {0, 3}:
        return f"killed at step {step}, only {farm.run(VIEWS)} were served"
    built = farm.build()
    return "" if built.success and farm.served() == (1, 1, 1) else f"step {step}: {built.words}"


@pytest.mark.soak
def test_a_first_build_killed_at_any_step_serves_all_or_nothing(
    engine: Engine, stock: Stock, tmp_path: Path, *, soaking: bool
) -> None:
    sent = statements(stock.farm(engine, tmp_path, "bare"))
    chosen = steps(sent, every=soaking)[:: 1 if soaking else 3]

    found = [first_amiss(stock.farm(engine, tmp_path, "bare"), step) for step in chosen]

    assert [one for one in found if one] == []
