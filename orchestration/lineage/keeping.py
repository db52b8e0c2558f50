"""What was read of each model, kept beside dbt's manifest until the model's SQL is another one.

A process of its own reads, at the lowest priority: nothing that it does, or fails at, can hold up
or break a run, which only looks at what is kept.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.lineage.reading import Column, Query
from orchestration.workplace import ROOT

FOLDER = "lineage"
# Another reading of the same text is due when this changes.
EDITION = 1
PROGRAM = ("-m", "orchestration.lineage")
# How long a run waits for what is read for the first time; the next one finds the rest.
PATIENCE_SECONDS = 2.0
READING = threading.Lock()


@dataclass(frozen=True)
class Found:
    """What each column is made of; `failure` says why the text could not be read."""

    columns: Mapping[str, list[Column]]
    failure: str = ""


def key_of(query: Query) -> str:
    """What two queries have in common that say the same of their columns."""
    text = json.dumps([EDITION, asdict(query)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Kept:
    """The readings of one parsed project."""

    target_path: Path

    def get(self, queries: Mapping[str, Query]) -> dict[str, Found]:
        """What is known of each named query; those that are new are being read from now on."""
        files = {name: self.file(name, query) for name, query in queries.items()}
        found = {name: self._read(files[name], query) for name, query in queries.items()}
        missing = {name: query for name, query in queries.items() if found[name] is None}
        # Whoever comes while another run's are read asks again next time.
        if missing and READING.acquire(blocking=False):
            try:
                _wait_for_some({str(files[name]): query for name, query in missing.items()})
            finally:
                READING.release()
            found |= {name: self._read(files[name], query) for name, query in missing.items()}
        return {name: one for name, one in found.items() if one is not None}

    def file(self, name: str, query: Query) -> Path:
        """Where the reading of a model stands for one engine."""
        return self.target_path / FOLDER / f"{name}.{query.dialect}.json"

    def _read(self, file: Path, query: Query) -> Found | None:
        try:
            kept = json.loads(file.read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        if not isinstance(kept, dict) or kept.get("key") != key_of(query):
            return None
        columns = {
            name: [(str(table), str(column)) for table, column in made_of]
            for name, made_of in kept["columns"].items()
        }
        return Found(columns, str(kept["failure"]))


def write(file: Path, query: Query, found: Found) -> None:
    """Keeps what was read, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = {"key": key_of(query), "columns": found.columns, "failure": found.failure}
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as new:
        json.dump(whole, new)
    Path(new.name).replace(file)


def _wait_for_some(queries: Mapping[str, Query]) -> None:
    """Starts reading, and waits for the end of it as long as a run may."""
    order = {file: asdict(query) for file, query in queries.items()}
    with tempfile.TemporaryFile("w+") as given:
        json.dump(order, given)
        given.seek(0)
        reader = subprocess.Popen(
            [sys.executable, *PROGRAM],
            cwd=ROOT,
            env=dict(os.environ),
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the run; the reader ends by itself.
            start_new_session=True,
        )
    with suppress(subprocess.TimeoutExpired):
        reader.wait(PATIENCE_SECONDS)
    if reader.returncode is None:
        # Nobody else would take note of its end.
        threading.Thread(target=reader.wait, name="lineage", daemon=True).start()
