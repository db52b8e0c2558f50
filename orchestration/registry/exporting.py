"""Connections as a document that can be kept and imported again, without any secret."""

from collections.abc import Sequence
from typing import Any

from orchestration.registry.directory import Listed


def exported(found: Sequence[Listed]) -> dict[str, Any]:
    """Every connection; a secret that is there stands as the variable to be set on import."""
    return {"connections": [_one(one) for one in found]}


def _one(one: Listed) -> dict[str, Any]:
    there = [name for name, state in one.secrets.items() if state != "missing"]
    prefix = f"SYNCLINE_{one.slug.upper()}_"
    return {
        "name": one.name,
        "slug": one.slug,
        "provider": one.provider,
        "owner": one.owner,
        "active": one.is_active,
        "settings": dict(one.settings),
        "secrets": {name: f"${{{prefix}{name.upper()}}}" for name in there},
    }


def to_yaml(document: dict[str, Any]) -> str:
    """The document as YAML."""
    import yaml

    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    return text
