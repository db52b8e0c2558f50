"""Named warehouses: a sync goes to any of them, and each has its own loads."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract.kit.destination import Target, open_warehouse
from extract.kit.sync import SyncOptions
from orchestration.audit.reading import read_stored
from orchestration.cli import app
from orchestration.registry.auditing import changes_of
from orchestration.registry.destination_changing import Move, change_destination
from orchestration.registry.destinations import (
    add_destination,
    destinations,
    find_destination,
    remove_destination,
    sent_to,
)
from orchestration.registry.errors import Clash, Disabled, Locked, NotThere, RegistryError
from orchestration.registry.probing import try_destination
from orchestration.registry.rotating import rotate_key
from orchestration.syncing import run_sync
from orchestration.trying import Check
from orchestration.workplace import Workplace
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import serve
from tests.orchestration.registry.keys import KEY, NEWER_KEY, with_env, with_keys

ADDRESS = "postgresql://ana@db.example:5432/archive"
PASSWORD = "canary p@ss/word:63"
BLUE = '[connections.blue]\nprovider = "nowrepblue"\nsettings = {{ base_url = "{}" }}\n'
LOADS = "select count(*) from raw_nowrepblue.loads where entity = 'boards'"


def test_a_files_path_counts_from_the_workplace(place: Workplace) -> None:
    made = add_destination(place, "The Archive", "old/archive.duckdb")

    assert (made.slug, made.engine) == ("the_archive", "duckdb")
    assert made.target({}) == Target("duckdb", str(place.home / "old" / "archive.duckdb"))
    assert destinations(place) == [made]


def test_a_databases_password_is_sealed_and_put_in_when_it_is_used(place: Workplace) -> None:
    made = add_destination(place, "Archive", ADDRESS, PASSWORD)

    assert made.location == ADDRESS
    assert made.target(place.env) == Target(
        "postgres", "postgresql://ana:canary%20p%40ss%2Fword%3A63@db.example:5432/archive"
    )
    assert "canary" not in repr((made, changes_of(place.store, "destination", "archive", limit=9)))


def test_without_its_key_a_password_does_not_open(place: Workplace) -> None:
    made = add_destination(place, "Archive", ADDRESS, PASSWORD)

    with pytest.raises(Locked, match="destination archive, secret password: it is sealed with key"):
        made.target({"ENCRYPTION_KEY": NEWER_KEY})


def test_a_rotation_takes_passwords_along(place: Workplace) -> None:
    add_destination(place, "Archive", ADDRESS, PASSWORD)

    rotated = rotate_key(with_keys(place, f"{NEWER_KEY},{KEY}"))

    assert rotated.resealed == 1
    newer = with_keys(place, NEWER_KEY)
    assert "canary%20p" in find_destination(newer, "archive").target(newer.env).location


@pytest.mark.parametrize(
    ("location", "password", "words"),
    [
        ("postgresql://ana:hush@db.example/x", None, "The address has a password in it"),
        ("postgresql://db.example/x?password=hush", None, "The address has a password in it"),
        ("postgresql://db.example/x", "hush", "The address has no user"),
        ("mysql://ana@db.example/x", None, "Give a file as path/to/name.duckdb"),
        ("hush", None, "Give a file as path/to/name.duckdb"),
        ("https://[hush", None, "Give a file as path/to/name.duckdb"),
        ("a.duckdb", "hush", "A DuckDB file has no password"),
    ],
)
def test_a_place_that_is_none_is_refused_and_not_repeated(
    embedded: Workplace, location: str, password: str | None, words: str
) -> None:
    with pytest.raises(RegistryError, match=words) as caught:
        add_destination(embedded, "Archive", location, password)

    assert "hush" not in str(caught.value)
    assert destinations(embedded) == []


@pytest.mark.parametrize("name", ["archive", "ARCHIVE!", "Participants"])
def test_a_name_that_is_taken_is_refused(embedded: Workplace, name: str) -> None:
    add_destination(embedded, "Archive", "archive.duckdb")

    with pytest.raises(Clash):
        add_destination(embedded, name, "other.duckdb")


def test_what_is_removed_is_gone_and_remembered(place: Workplace) -> None:
    add_destination(place, "Archive", "archive.duckdb")

    remove_destination(place, "Archive")

    with pytest.raises(NotThere, match="There is no destination 'archive'"):
        find_destination(place, "archive")
    actions = [one.action for one in changes_of(place.store, "destination", "archive", limit=9)]
    assert actions == ["removed", "added"]


def test_a_trial_makes_writes_reads_and_drops(embedded: Workplace) -> None:
    add_destination(embedded, "Archive", "archive.duckdb")

    tried = try_destination(embedded, "archive")

    assert tried.words == "archive (duckdb) takes what is written to it."
    assert tried.checks == (
        Check("reachable", "well", "open for writing"), Check("create", "well", "done"),
        Check("write", "well", "done"), Check("read", "well", "done"),
        Check("drop", "well", "done"),
    )  # fmt: skip


def test_a_trial_leaves_nothing_in_a_database(embedded: Workplace, postgres_url: str) -> None:
    add_destination(embedded, "Archive", postgres_url)

    tried = try_destination(embedded, "archive")

    assert tried.is_well
    with open_warehouse(Target("postgres", postgres_url)) as warehouse:
        assert warehouse.fetch("select 1 from pg_namespace where nspname like '%trial%'") == []


def test_a_database_that_is_not_there_fails_without_its_password(embedded: Workplace) -> None:
    add_destination(embedded, "Archive", "postgresql://ana@127.0.0.1:9/x", PASSWORD)

    tried = try_destination(embedded, "archive")

    assert [(check.name, check.verdict) for check in tried.checks] == [("reachable", "failed")]
    assert "canary" not in tried.words
    [tested, *_] = read_stored(embedded.store, "tested", 9).deeds
    assert (tested.who, tested.about, tested.detail) == (
        embedded.actor, "destination archive", "failed: reachable",
    )  # fmt: skip


def test_a_sync_goes_where_the_first_word_says(embedded: Workplace) -> None:
    add_destination(embedded, "Archive", "archive.duckdb")
    with serve(NowRepBlue().app) as served:
        (embedded.home / "connections.toml").write_text(BLUE.format(served.url))

        there, entities = sent_to(embedded, ["archive", "boards"])
        run_sync(there, "blue", SyncOptions(entities=entities))

    assert entities == ("boards",)
    with open_warehouse(Target("duckdb", str(embedded.home / "archive.duckdb"))) as warehouse:
        assert warehouse.fetch(LOADS) == [(1,)]
    assert not Path(embedded.target.location).exists()


def test_without_a_destination_all_words_are_entities(embedded: Workplace) -> None:
    assert sent_to(embedded, ["boards"]) == (embedded, ("boards",))


def test_a_destination_that_is_off_takes_no_sync(place: Workplace) -> None:
    add_destination(place, "Archive", "archive.duckdb")
    change_destination(place, "archive", Move(is_active=False))

    with pytest.raises(Disabled, match="syncline destinations enable archive"):
        sent_to(place, ["archive"])

    change_destination(place, "archive", Move(is_active=True))
    assert sent_to(place, ["ARCHIVE"])[0].target.location.endswith("archive.duckdb")
    actions = [one.action for one in changes_of(place.store, "destination", "archive", limit=9)]
    assert actions == ["enabled", "disabled", "added"]


def test_name_place_and_password_are_changed_and_remembered(place: Workplace) -> None:
    add_destination(place, "Archive", ADDRESS, PASSWORD)

    moved = ADDRESS.replace("db.example", "new.example")
    change_destination(place, "archive", Move("Old", moved, "canary-of-the-new"))
    changed = change_destination(place, "old", Move(password=""))

    assert (changed.slug, changed.name, changed.location) == ("archive", "Old", moved)
    assert changed.sealed is None
    told = changes_of(place.store, "destination", "archive", limit=9)
    assert [sorted(one.detail) for one in told[:2]] == [
        ["secrets"],
        ["location", "name", "secrets"],
    ]
    assert "canary" not in repr(told)


def test_nothing_to_change_is_no_change(embedded: Workplace) -> None:
    made = add_destination(embedded, "Archive", "archive.duckdb")

    assert change_destination(embedded, "archive", Move("Archive", "archive.duckdb", "")) == made
    assert len(changes_of(embedded.store, "destination", "archive", limit=9)) == 1


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (Move(location=ADDRESS.replace("db.ex", "evil.ex")), "is not sent to this one"),
        (Move(location=ADDRESS.replace("ana", "bo")), "is not sent to this one"),
        (Move(location="archive.duckdb"), "is a postgres warehouse, and its history is in it"),
        (Move(location="postgresql://ana:hush@db.example/x"), "has a password in it"),
        (Move(name="Other"), "There is a destination other"),
        (Move(name=" "), "A name has 1 to 200 letters"),
    ],
)
def test_a_change_that_cannot_be_is_refused_whole(
    embedded: Workplace, move: Move, words: str
) -> None:
    add_destination(embedded, "Other", "other.duckdb")
    made = add_destination(embedded, "Archive", ADDRESS, PASSWORD)

    with pytest.raises(RegistryError, match=words):
        change_destination(embedded, "archive", replace(move, is_active=False))

    assert find_destination(embedded, "archive") == made


def test_the_commands_change_switch_and_rotate(tmp_path: Path) -> None:
    env = {"SYNCLINE_HOME": str(tmp_path), "ENCRYPTION_KEY": KEY, "COLUMNS": "200"}
    runner = CliRunner(env=env)

    def run(*words: str, given: str = "") -> str:
        return runner.invoke(app, ["destinations", *words], input=given).output

    run("add", "Base", ADDRESS)
    run("set", "base", "--set", "name=The Base", "--secret", "password", given=f"{PASSWORD}\n")
    refused = run("set", "base", "--set", "port=7"), run("set", "base", "--unset", "name")
    run("disable", "base")

    about = json.loads(run("show", "the base", "--json"))
    assert (about["name"], about["is_active"], about["has_password"]) == ("The Base", False, True)
    assert [one["action"] for one in about["changes"]] == ["disabled", "changed", "added"]
    assert "has no port" in refused[0]
    assert "has no name" in refused[1]
    assert "1 had it before" in run("rotate-key")
    assert "disabled; enable it with" in run("show", "base")
    assert "Enabled base (The Base)" in run("enable", "base")
    assert "canary" not in run("list", "--json")


def test_the_commands_add_show_try_and_remove(tmp_path: Path) -> None:
    env = {"SYNCLINE_HOME": str(tmp_path), "ENCRYPTION_KEY": KEY, "COLUMNS": "200"}
    runner = CliRunner(env=env)

    def run(*words: str, given: str = "") -> str:
        return runner.invoke(app, ["destinations", *words], input=given).output

    run("add", "Base", ADDRESS, "--secret", "password", given=f"{PASSWORD}\n")
    refused = run("add", "Other", ADDRESS, "--secret", f"password={PASSWORD}")
    run("add", "Archive", "archive.duckdb")

    shown = json.loads(run("list", "--json"))
    assert [(one["slug"], one["has_password"]) for one in shown] == [
        ("archive", False), ("base", True),
    ]  # fmt: skip
    assert "takes what is written to it." in run("test", "archive")
    assert ADDRESS in run("remove", "base")
    assert "canary" not in refused + run("list") + run("show", "archive")


def test_a_workplace_elsewhere_has_the_same_registry(embedded: Workplace) -> None:
    add_destination(embedded, "Archive", "archive.duckdb")

    there, _ = sent_to(with_env(embedded, SYNCLINE_ACTOR="bo"), ["Archive"])

    assert there.store is embedded.store
    assert [one.slug for one in destinations(there)] == ["archive"]
