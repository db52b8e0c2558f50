"""dbt's parsed project: where it stands, and which models belong to which domain."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from subprocess import PIPE, STDOUT, run
from typing import Any

import msgspec
from filelock import FileLock

from extract.kit.destination import Engine
from extract.kit.errors import ConfigError
from extract.providers import PROVIDERS
from orchestration.workplace import ROOT

# The domain of what is about syncline itself.
OPS = "ops"
# Beside what dbt keeps for whoever calls it by hand.
PARSED = "parsed"
BUILT = ("model", "seed", "snapshot")
PARSING = ("--quiet", "parse", "--project-dir", str(ROOT), "--profiles-dir", str(ROOT))


@dataclass(frozen=True)
class Project:
    """The parsed project."""

    content: Mapping[str, Any]

    @cached_property
    def nodes(self) -> dict[str, Mapping[str, Any]]:
        """What is built, by dbt's own id."""
        every: Mapping[str, Mapping[str, Any]] = self.content["nodes"]
        return {name: node for name, node in every.items() if node["resource_type"] in BUILT}

    @property
    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """What is read and not built, by dbt's own id."""
        found: Mapping[str, Mapping[str, Any]] = self.content["sources"]
        return found

    @cached_property
    def tables(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The same, by schema and table."""
        return {(one["schema"], one["name"]): one for one in self.sources.values()}

    def readable(self, name: str) -> Mapping[str, Any] | None:
        """What a model may read: a source, or something that is built."""
        source: Mapping[str, Any] | None = self.content["sources"].get(name)
        return source or self.nodes.get(name)

    @cached_property
    def owners(self) -> dict[str, list[str]]:
        """The mail addresses of those who answer for each group."""
        groups = self.content["groups"].values()
        return {group["name"]: [group["owner"]["email"]] for group in groups}

    @property
    def domains(self) -> list[str]:
        """The groups of models."""
        return sorted(self.owners)

    def domain_of(self, node: Mapping[str, Any]) -> str:
        """The group that a model or source belongs to, by its folder where it does not say.

        A folder is called after a provider, after a domain and what of it, or after this program.
        """
        if group := node["config"].get("group"):
            return str(group)
        *_, folder, _name = node["fqn"][:-1] if node["resource_type"] == "source" else node["fqn"]
        if provider := PROVIDERS.get(folder):
            return provider.domain
        first = folder.partition("_")[0]
        return first if first in self.owners else OPS

    def at(self, engine: Engine) -> "Project":
        """The project as it is built on an engine; it is parsed for the usual one."""
        known = {**self.content["metadata"], "adapter_type": engine}
        return Project({**self.content, "metadata": known})

    @property
    def engine(self) -> str:
        """The engine that it is built on."""
        return str(self.content["metadata"]["adapter_type"])

    def models_of(self, domain: str) -> frozenset[str]:
        """The ids of a domain's models, of the figures about loads, and of all they are made of."""
        found: set[str] = set()
        waiting = [
            name
            for name, node in self.nodes.items()
            if node["config"].get("group") in {domain, OPS}
        ]
        while waiting:
            name = waiting.pop()
            if name in self.nodes and name not in found:
                found.add(name)
                waiting.extend(self.nodes[name].get("depends_on", {}).get("nodes", ()))
        return frozenset(found)


def read_project() -> Project:
    """The parsed project, parsed anew only where a file of it has changed since.

    Processes that start at once parse it once, and none reads what another is still writing.

    Raises: ConfigError when it cannot be parsed.
    """
    path = target_path() / "manifest.json"
    if not _is_new(path):
        folder = path.parent / PARSED
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not _is_new(path):
                _parse(folder)
                (folder / path.name).replace(path)
    return Project(msgspec.json.decode(path.read_bytes()))


def _is_new(path: Path) -> bool:
    return path.exists() and _changed_at() <= path.stat().st_mtime


def target_path() -> Path:
    """Where dbt keeps what it has parsed, and we what we know of that."""
    return ROOT / os.environ.get("DBT_TARGET_PATH", "target")


def _changed_at() -> float:
    files = (ROOT / "dbt_project").rglob("*.*")
    return max(file.stat().st_mtime for file in (ROOT / "dbt_project.yml", *files))


def _parse(target: Path) -> None:
    words = [sys.executable, "-m", "dbt.cli.main", *PARSING, "--target-path", str(target)]
    done = run(words, stdout=PIPE, stderr=STDOUT, text=True, check=False)
    if done.returncode:
        raise ConfigError(
            f"The dbt project cannot be parsed: {done.stdout.strip()[-500:]}. "
            "Correct it; `dbt parse` shows the same."
        )
