"""`syncline history` and the served part of `syncline status`."""

from tests.orchestration.generations.conftest import Zoo

ACCEPTED = """
    insert into ops.acceptances values (
        'zoo', 'shrink', 'zoo_gate', '2.2', 'zoo_gate brought 3 rows, 9 are served.',
        '2026-02-02 08:00:00+00', 'ada'
    )
"""


def test_each_flip_is_one_line_the_newest_first(zoo: Zoo) -> None:
    zoo.say("rollback", "zoo")

    lines = zoo.say("history", "zoo").stdout.splitlines()

    assert lines[0] == "zoo: flips, the newest first (UTC)"
    assert "  rollback  v2 -> v1  6 -> 6 rows  by ada  " in lines[1]
    assert lines[2:] == [
        "  2026-02-02 08:00:00  flip      v1 -> v2  6 -> 6 rows  by ada  from zoo_gate 2.2",
        "  2026-01-01 08:00:00  flip      v1  0 -> 6 rows  by bob  from zoo_gate 1.1",
    ]


def test_who_accepted_what_stands_below(zoo: Zoo) -> None:
    zoo.run(ACCEPTED)

    lines = zoo.say("history", "zoo").stdout.splitlines()

    assert lines[-1] == (
        "  2026-02-02 08:00:00  accepted by ada: shrink: zoo_gate brought 3 rows, 9 are served. "
        "(load 2.2)"
    )


def test_the_limit_counts_flips_not_entities(zoo: Zoo) -> None:
    found = zoo.answer("history", "zoo", "--limit", "1")["flips"]

    assert [flip["invocation_id"] for flip in found] == ["run-2"]
    assert [one["entity"] for one in found[0]["entities"]] == ["animals", "keepers"]
    assert (found[0]["rows_before"], found[0]["rows"]) == (6, 6)


def test_history_of_an_unknown_group_is_refused(zoo: Zoo) -> None:
    result = zoo.say("history", "circus")

    assert result.exit_code == 1
    assert "There is no group 'circus'. Served: zoo." in result.stderr


def test_status_shows_what_is_served_and_what_is_kept(zoo: Zoo) -> None:
    groups = zoo.answer("status")["groups"]

    assert [(one["group"], one["views"], one["rows"]) for one in groups] == [("zoo", 2, 6)]
    assert (groups[0]["active_versions"], groups[0]["kept_versions"]) == ([2], [1])
    assert (groups[0]["flipped_by"], groups[0]["connections"]) == ("ada", ["zoo_gate"])


def test_status_as_a_screen_says_when_nothing_is_kept(zoo: Zoo) -> None:
    zoo.run("update ops.sync_metadata set backup_version = 0 where entity = 'keepers'")

    lines = zoo.say("status").stdout.splitlines()

    line = next(line for line in lines if line.strip().startswith("zoo"))
    assert line.split() == ["zoo", "02-02", "08:00", "ada", "v2", "none", "2", "6"]
