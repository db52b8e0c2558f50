"""`syncline diff`: rows added, changed and gone, with examples, the same on both engines."""

import psycopg
import pytest

from tests.orchestration.generations.conftest import Zoo


def test_counts_and_examples_of_each_kind(zoo: Zoo) -> None:
    found = zoo.answer("diff", "zoo", "--entity", "animals")["views"][0]

    assert (found["added"], found["changed"], found["gone"]) == (1, 2, 1)
    assert found["examples"] == [
        {"kind": "added", "key": {"species": "hippo", "number": "1"}, "changes": []},
        {
            "kind": "changed",
            "key": {"species": "lion", "number": "2"},
            "changes": [{"column": "name", "old": None, "new": "Nala"}],
        },
        {
            "kind": "changed",
            "key": {"species": "penguin", "number": "1"},
            "changes": [
                {"column": "weight", "old": "1.50", "new": None},
                {"column": "notes", "old": '{"tie": 0}', "new": '{"tie": 1}'},
            ],
        },
        {"kind": "gone", "key": {"species": "zebra", "number": "1"}, "changes": []},
    ]


def test_what_cannot_be_compared_is_said(zoo: Zoo) -> None:
    found = zoo.answer("diff", "zoo", "--entity", "animals_current")["views"][0]

    assert found["left_out"] == ["fetched_at"]
    assert found["only_served"] == ["diet"]
    assert found["only_kept"] == []


def test_the_screen_names_views_rows_and_columns(zoo: Zoo) -> None:
    result = zoo.say("diff", "zoo")

    assert result.exit_code == 0
    assert "~ species lion, number 2: name null -> 'Nala'" in result.stdout
    assert "+ species hippo, number 1" in result.stdout
    assert "- species zebra, number 1" in result.stdout
    assert "zoo.animals_current: columns that are new: diet" in result.stdout
    assert "Not compared, as they change at every load: fetched_at." in result.stdout


def test_two_equal_generations_have_no_differences(zoo: Zoo) -> None:
    found = zoo.answer("diff", "zoo", "--entity", "keepers")["views"][0]

    assert (found["added"], found["changed"], found["gone"]) == (0, 0, 0)
    assert found["examples"] == []


def test_no_more_examples_than_asked_for(zoo: Zoo) -> None:
    one = zoo.answer("diff", "zoo", "--examples", "1")["views"][0]
    none = zoo.answer("diff", "zoo", "--examples", "0")["views"][0]

    assert [example["kind"] for example in one["examples"]] == ["added", "changed", "gone"]
    assert none["examples"] == []
    assert none["changed"] == 2


def test_a_view_without_a_kept_generation_is_named_beside_the_others(zoo: Zoo) -> None:
    zoo.run("update ops.sync_metadata set backup_version = 0 where entity = 'keepers'")

    found = zoo.answer("diff", "zoo")

    assert [view["view"] for view in found["views"]] == ["zoo.animals_current"]
    assert found["not_compared"] == {
        "zoo.keepers_current": "has no kept generation: only one build of it was served yet, "
        "or a later build has begun to fill it"
    }


def test_a_view_without_a_key_is_not_compared(zoo: Zoo) -> None:
    zoo.run("update ops.sync_metadata set key_columns = '' where entity = 'keepers'")

    result = zoo.say("diff", "zoo", "--entity", "keepers")

    assert result.exit_code == 1
    assert "zoo.keepers_current has no unique key" in result.stderr


def test_an_unknown_entity_is_refused_with_the_known_ones(zoo: Zoo) -> None:
    result = zoo.say("diff", "zoo", "--entity", "clowns")

    assert result.exit_code == 1
    assert "zoo serves no 'clowns'. It serves animals, keepers." in result.stderr


def test_a_comparison_leaves_nothing_behind(zoo: Zoo) -> None:
    tables = "select table_schema, table_name from information_schema.tables order by 1, 2"
    before = zoo.rows(tables)

    zoo.say("diff", "zoo")

    assert zoo.rows(tables) == before


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_a_build_that_fills_the_kept_generation_is_not_waited_for(zoo: Zoo) -> None:
    with psycopg.connect(zoo.place.target.location) as build:
        build.execute("drop table zoo.animals_v1")

        result = zoo.say("diff", "zoo")
        build.rollback()

    assert result.exit_code == 1
    assert "A build is filling zoo.animals_v1 at this moment." in result.stderr
