"""dbt's project is parsed by one of many, and read by all, whole."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from threading import Semaphore
from typing import Any

import pytest

from extract.kit.errors import ConfigError
from orchestration.defs import manifest
from orchestration.defs.manifest import read_project

MANIFEST = '{"nodes": {}, "groups": {"g": {"name": "race"}}}'
READERS = 4


@dataclass
class Parser:
    """dbt, at a parse that takes until everybody has asked; it writes its result in two halves."""

    asked: Semaphore = field(default_factory=lambda: Semaphore(0))
    calls: int = 0

    def __call__(self, words: Sequence[str], **_options: Any) -> "CompletedProcess[str]":
        """A parse."""
        self.calls += 1
        with (Path(words[-1]) / "manifest.json").open("w", encoding="utf-8") as file:
            file.write(MANIFEST[:20])
            file.flush()
            assert all(self.asked.acquire(timeout=30) for _ in range(READERS))
            file.write(MANIFEST[20:])
        return CompletedProcess(words, 0, "")

    def read(self) -> Any:
        """What one of the readers finds."""
        self.asked.release()
        return read_project().content["groups"]


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing has been parsed yet."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    return tmp_path / "target"


def test_processes_that_start_at_once_parse_once_and_read_it_whole(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = Parser()
    monkeypatch.setattr(manifest, "run", parser)

    with ThreadPoolExecutor(READERS) as several:
        asked = [several.submit(parser.read) for _ in range(READERS)]
        found = [one.result() for one in asked]

    assert found == [{"g": {"name": "race"}}] * 4
    assert (parser.calls, (target / "manifest.json").read_text()) == (1, MANIFEST)


def test_a_project_that_cannot_be_parsed_leaves_nothing_to_read(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: CompletedProcess[str] = CompletedProcess([], 1, "no such macro")
    monkeypatch.setattr(manifest, "run", lambda *_words, **_options: refused)

    with pytest.raises(ConfigError, match="cannot be parsed: no such macro"):
        read_project()

    assert not (target / "manifest.json").exists()
