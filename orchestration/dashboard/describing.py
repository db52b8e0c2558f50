"""What a served view is and what its columns mean, as it is written beside its model."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from orchestration.workplace import ROOT

MARTS = ROOT / "dbt_project" / "models"


@dataclass(frozen=True)
class Column:
    """One column, its type and its meaning."""

    name: str
    kind: str
    words: str


@dataclass(frozen=True)
class Described:
    """A model in words, and its columns in order."""

    words: str = ""
    columns: tuple[Column, ...] = ()


@lru_cache(maxsize=256)
def described(model: str) -> Described:
    """What is written of a model; nothing where there is none of that name."""
    for path in sorted(MARTS.rglob("*.yml")):
        if path.stem == model:
            document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for one in document.get("models", ()):
                if one.get("name") == model:
                    return _described(one)
    return Described()


def _described(one: dict[str, Any]) -> Described:
    columns = tuple(
        Column(str(each["name"]), str(each.get("data_type", "")), _line(each.get("description")))
        for each in one.get("columns", ())
    )
    return Described(_line(one.get("description")), columns)


def _line(words: Any) -> str:
    return " ".join(str(words or "").split())
