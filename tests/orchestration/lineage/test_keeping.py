"""Readings are kept by what was read, and nobody waits for them long, or fails of them."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestration.lineage import keeping
from orchestration.lineage.keeping import Found, Kept
from orchestration.lineage.reading import Query

ONE = Query("select id as key from staging.people", "duckdb", ("key",), {"staging.people": ("id",)})
OTHER = Query("select name as key from staging.people", "duckdb", ("key",), {})
BROKEN = Query("select from where (", "postgres", ("key",), {})
PATIENT = 60.0


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A folder with nothing in it, and all the time that a busy machine takes."""
    monkeypatch.setattr(keeping, "PATIENCE_SECONDS", PATIENT)
    return Kept(tmp_path)


def refuse(*_words: Any, **_options: Any) -> None:
    """Reads nothing."""
    raise AssertionError("it was read again")


def test_what_was_read_is_not_read_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept.get({"people": ONE})
    monkeypatch.setattr(subprocess, "Popen", refuse)

    assert kept.get({"people": ONE}) == first
    assert first == {"people": Found({"key": [("staging.people", "id")]})}


def test_another_text_is_read_anew(kept: Kept) -> None:
    kept.get({"people": ONE})

    assert kept.get({"people": OTHER}) == {"people": Found({"key": [("staging.people", "name")]})}


def test_a_torn_file_is_read_anew(kept: Kept) -> None:
    kept.get({"people": ONE})
    kept.file("people", ONE).write_text('{"key": ')

    assert kept.get({"people": ONE}) == {"people": Found({"key": [("staging.people", "id")]})}


def test_a_text_that_is_not_understood_is_told_and_the_others_are_read(kept: Kept) -> None:
    found = kept.get({"broken": BROKEN, "people": ONE})

    assert found["broken"].failure.startswith("ParseError: ")
    assert found["people"].columns == {"key": [("staging.people", "id")]}


def test_nobody_waits_for_a_reader_that_takes_long(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "PROGRAM", ("-c", "input(); input()"))

    assert kept.get({"people": ONE}) == {}


def test_a_reader_that_dies_leaves_nothing_and_breaks_nothing(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PROGRAM", ("-c", "raise SystemExit(9)"))

    assert kept.get({"people": ONE}) == {}
    assert not list(kept.target_path.rglob("*.json"))
