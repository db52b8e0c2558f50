"""dbt in one process, run by run: none is left anything by the one before."""

from dbt.adapters.base.impl import DEFAULT_BASE_BEHAVIOR_FLAGS

from tests.transform.flock_farm import Farm


def test_a_run_leaves_the_flags_of_its_adapter_to_no_other(postgres_farm: Farm) -> None:
    known = list(DEFAULT_BASE_BEHAVIOR_FLAGS)

    assert postgres_farm.dbt("list").success

    assert known == DEFAULT_BASE_BEHAVIOR_FLAGS
    assert len({flag["name"] for flag in known}) == len(known)
