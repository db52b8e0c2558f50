"""What stops a flip: a node that did not pass, a run that was not whole. It is said in words."""

import pytest

from tests.transform.flock_farm import Farm

WHOLE = (1, 1, 1)


def test_a_build_serves_the_new_generation_whole(farm: Farm) -> None:
    farm.feed(2)

    said = farm.build()

    assert said.success
    assert farm.served() == (2, 2, 2)
    assert "farm: flipped 3 served views to new generations, 8 rows." in said.words


@pytest.mark.parametrize(
    ("fault", "status", "failed"),
    [
        ("test", "fail", "assert_no_fault_is_switched_on (fail)."),
        ("model", "error", "farms (error), "),
    ],
)
def test_a_failed_node_leaves_what_is_served(
    farm: Farm, fault: str, status: str, failed: str
) -> None:
    farm.feed(2)
    farm.run(f"insert into switches.faults values ('{fault}')")

    said = farm.build()

    assert not said.success
    assert status in said.statuses.values()
    assert farm.served() == WHOLE
    assert (
        "farm: nothing was flipped. Served data is as it was, because these did not pass: " + failed
    ) in said.words


@pytest.mark.parametrize("fault", ["test", "model"])
def test_the_build_after_a_failed_one_serves_the_newest(farm: Farm, fault: str) -> None:
    farm.feed(2)
    farm.run(f"insert into switches.faults values ('{fault}')")
    farm.build()
    farm.run("delete from switches.faults")
    farm.feed(3)

    said = farm.build()

    assert said.success, said.words
    assert farm.served() == (3, 3, 3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("build", "--select", "sheep", "--indirect-selection", "cautious"),
            "The selection does not cover the group; left out: ",
        ),
        (("build", "--exclude", "unique_farms_farm_id"), "left out: unique_farms_farm_id. Its new"),
        (("run",), "`dbt run` does not test; `dbt build` does both."),
        (("build", "--empty"), "The run was made with --empty or --sample."),
    ],
)
def test_a_run_that_is_not_whole_flips_nothing(
    farm: Farm, arguments: tuple[str, ...], words: str
) -> None:
    farm.feed(2)

    said = farm.dbt(*arguments)

    assert farm.served() == WHOLE
    assert "farm: nothing was flipped. " in said.words
    assert words in said.words


def test_a_partial_build_names_what_it_leaves_out_and_the_next_whole_one_flips(farm: Farm) -> None:
    farm.feed(2)

    said = farm.build("--select", "sheep", "--indirect-selection", "cautious")

    assert said.success
    assert "farms" in said.words
    assert "dogs" in said.words
    assert farm.build().success
    assert farm.served() == (2, 2, 2)


def test_a_test_alone_moves_nothing(farm: Farm) -> None:
    farm.feed(2)

    said = farm.dbt("test")

    assert said.success
    assert farm.served() == WHOLE


def test_the_first_build_serves_all_or_nothing(bare_farm: Farm) -> None:
    bare_farm.run("insert into switches.faults values ('test')")
    said = bare_farm.build()
    views = bare_farm.run(
        "select table_name from information_schema.tables"
        " where table_schema = 'farm' and table_name in ('sheep', 'dogs', 'farms')"
    )
    bare_farm.run("delete from switches.faults")

    assert not said.success
    assert views == []
    assert bare_farm.build().success
    assert bare_farm.served() == WHOLE
