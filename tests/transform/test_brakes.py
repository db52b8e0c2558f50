"""What must not be served without somebody's consent, where the limits lie, who consented."""

from pathlib import Path

import pytest

from tests.transform.flock_children import held_before
from tests.transform.flock_farm import SHEEP, Farm
from tests.transform.flock_stock import HILL, Stock
from tests.transform.flock_versions import edited

STOPPED = "farm: nothing was flipped, served data is as it was. "
ACCEPTANCES = (
    "select brake, subject, load_id, accepted_by from ops.acceptances order by brake, subject"
)
LENIENT_MODEL = {
    "models/models.yml": {
        "config: {unique_key: dog_id}": "config: {unique_key: dog_id, meta: {shrink_limit_pct: 50}}"
    }
}


@pytest.mark.parametrize(
    ("load", "reason"),
    [
        (
            {"landed_count": 7},
            "feed.sheep of hill brought 7 rows, 10 are served; at most 20 % fewer go by"
            " themselves.",
        ),
        (
            {"landed_count": 9, "shrink_limit_pct": 7.5},
            "feed.sheep of hill brought 9 rows, 10 are served; at most 7.5 % fewer go by"
            " themselves.",
        ),
        ({"landed_count": 0}, "feed.sheep of hill was read and is empty; 10 rows are served."),
        (
            {"landed_count": 0, "shrink_limit_pct": 100},
            "feed.sheep of hill was read and is empty; 10 rows are served.",
        ),
        (
            {"upstream_total": 12},
            "feed.sheep of hill brought 10 rows, while upstream counts 12.",
        ),
        (
            {"upstream_total": 12, "total_limit_pct": 10},
            "feed.sheep of hill brought 10 rows, while upstream counts 12.",
        ),
        (
            {"fetched_count": 13, "deduplicated_count": 3, "upstream_total": 13},
            "feed.sheep of hill brought 10 rows, while upstream counts 13.",
        ),
    ],
)
def test_a_load_beyond_its_limits_waits_for_consent(
    hill_farm: Farm, load: dict[str, int], reason: str
) -> None:
    hill_farm.feed(3)
    hill_farm.enter(3, complete=False, **(HILL | load))

    said = hill_farm.build()

    assert not said.success
    assert STOPPED + reason + " Look at it, and build again with --accept" in said.words
    assert hill_farm.served() == (1, 1, 1)


@pytest.mark.parametrize(
    "load",
    [
        {"landed_count": 8},
        {"landed_count": 3, "shrink_limit_pct": 70},
        {"landed_count": 0, "empty_allowed": True},
        {"upstream_total": 11, "total_limit_pct": 10},
        {"fetched_count": 13, "deduplicated_count": 3, "upstream_total": 10},
        {"landed_count": 0, "mode": "incremental"},
    ],
)
def test_a_load_within_its_limits_goes_by_itself(hill_farm: Farm, load: dict[str, object]) -> None:
    hill_farm.feed(3)
    hill_farm.enter(3, complete=False, **(HILL | load))

    said = hill_farm.build()

    assert said.success, said.words
    assert hill_farm.served() == (3, 3, 3)
    assert hill_farm.run(ACCEPTANCES) == []


def test_a_load_that_is_not_complete_is_not_measured(hill_farm: Farm) -> None:
    hill_farm.feed(3)
    hill_farm.enter(4, complete=False, **(HILL | {"landed_count": 0}))

    said = hill_farm.build()

    assert said.success, said.words


def test_a_model_that_shrinks_waits_for_consent(farm: Farm) -> None:
    farm.feed(2)
    farm.run("delete from raw_feed.dogs_json where dog_id = 2")

    said = farm.build()

    assert not said.success
    assert (
        STOPPED + "farm.dogs would go from 2 rows to 1; at most 20 % fewer go by themselves."
    ) in said.words
    assert farm.served() == (1, 1, 1)


def test_a_model_may_have_a_limit_of_its_own(farm: Farm) -> None:
    lenient = edited(farm, LENIENT_MODEL)
    lenient.feed(2)
    lenient.run("delete from raw_feed.dogs_json where dog_id = 2")

    said = lenient.build()

    assert said.success, said.words
    assert lenient.served() == (2, 2, 2)


@pytest.mark.parametrize(
    ("sheep", "limits"),
    [(2, {"shrink_limit_pct": 60}), (1, {"shrink_limit_pct": 80, "total_limit_pct": 0})],
)
def test_rows_that_a_load_may_lack_do_not_stop_the_models(
    farm: Farm, sheep: int, limits: dict[str, int]
) -> None:
    farm.feed(2, sheep, **limits)

    said = farm.build()

    assert said.success, said.words
    assert farm.run("select count(*) from farm.sheep") == [(sheep,)]


def test_a_limit_may_lie_between_two_whole_percents(farm: Farm) -> None:
    farm.run("update ops.sync_metadata set row_count = 8 where entity = 'sheep'")
    farm.feed(2, SHEEP, shrink_limit_pct=37.5)

    said = farm.build()

    assert said.success, said.words


def test_a_load_that_comes_while_a_flip_waits_is_judged_by_the_next(
    stock: Stock, tmp_path: Path
) -> None:
    farm = stock.farm("postgres", tmp_path, "hill")
    farm.feed(3)

    with held_before(farm, "gone_sheep") as child:
        farm.enter(4, **(HILL | {"landed_count": 7}))
    flipped, said = child.ended(), farm.build()

    assert flipped.success, flipped.words
    assert "feed.sheep of hill brought 7 rows, 10 are served; at most 20 % fewer" in said.words


def test_consent_lets_all_go_and_is_recorded(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    farm.feed(2, 3, upstream_total=9)
    refused = farm.build()
    monkeypatch.setenv("SYNCLINE_ACTOR", "ada")

    said = farm.accept()

    assert not refused.success
    assert said.success, said.words
    assert farm.served() == (2, 2, 2)
    assert farm.run(ACCEPTANCES) == [
        ("shrink", "farm.sheep", None, "ada"),
        ("shrink", "feed.sheep of meadow", "000002", "ada"),
        ("total", "feed.sheep of meadow", "000002", "ada"),
    ]


def test_what_was_consented_to_is_not_asked_again(farm: Farm) -> None:
    farm.feed(2, 3, upstream_total=9)
    farm.accept()
    farm.run("update raw_feed.sheep_json set name = 'Dolly'")
    again = farm.build()
    farm.feed(3, 3)

    said = farm.build()

    assert again.success, again.words
    assert said.success, said.words
    assert farm.served() == (3, 3, 3)


def test_consent_to_nothing_records_nothing(farm: Farm) -> None:
    farm.feed(2)

    said = farm.accept()

    assert said.success, said.words
    assert farm.run(ACCEPTANCES) == []


def test_a_better_load_needs_no_consent(farm: Farm) -> None:
    farm.feed(2, 1)
    stopped = farm.build()
    farm.feed(3)

    said = farm.build()

    assert not stopped.success
    assert said.success, said.words
    assert farm.served() == (3, 3, 3)


def test_the_first_load_ever_is_measured_by_upstreams_total_alone(bare_farm: Farm) -> None:
    bare_farm.enter(2, complete=False, upstream_total=6)
    bare_farm.feed(2, connection="hill", upstream_total=6)
    said = bare_farm.build()
    bare_farm.feed(3, 0)
    bare_farm.enter(3, complete=False, connection="hill", landed_count=0)

    empty = bare_farm.build()

    assert not said.success
    assert "feed.sheep of hill brought 5 rows, while upstream counts 6." in said.words
    assert "feed.sheep of meadow brought 5 rows, while upstream counts 6." in said.words
    assert empty.success, empty.words
    assert bare_farm.run("select count(*) from farm.sheep") == [(0,)]
