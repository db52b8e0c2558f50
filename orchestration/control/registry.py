"""Connections and their secrets, from TOML files and the environment; `registry` has the others.

`.syncline/connections.toml` holds what is not secret:

    [connections.harbor_runsignup]
    provider = "runsignup"
    owner = "harbor_timing"
    settings = { in_flight = 2 }

Secrets come from `SYNCLINE_<SLUG>_<NAME>`. Only the sandbox's own invented keys stand in a file,
`.syncline/demo/connections.toml`, under `secrets`.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.providers import PROVIDERS

FILES = ("connections.toml", "demo/connections.toml")
SLUG = re.compile(r"[a-z][a-z0-9_]{0,62}")


def load_connections(home: Path, env: Mapping[str, str]) -> dict[str, Connection]:
    """Every connection of the files by slug; `home` is the `.syncline` folder.

    Raises: ConfigError when a file cannot be read or names an unknown provider.
    """
    found: dict[str, Connection] = {}
    for name in FILES:
        for slug, entry in _entries(home / name).items():
            found[slug] = _connection(slug, entry, env)
    return found


def _entries(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    entries = document.get("connections", {})
    return entries if isinstance(entries, dict) else {}


def _connection(slug: str, entry: Any, env: Mapping[str, str]) -> Connection:
    if not SLUG.fullmatch(slug) or not isinstance(entry, dict):
        raise ConfigError(
            f"connection {slug!r}: a slug is lower-case letters, digits and underscores, "
            "and stands over a table"
        )
    provider = entry.get("provider")
    if provider not in PROVIDERS:
        raise ConfigError(f"connection {slug}: provider is not one of {', '.join(PROVIDERS)}")
    settings, told = entry.get("settings", {}), entry.get("secrets", {})
    if not isinstance(settings, dict) or not isinstance(told, dict):
        raise ConfigError(f"connection {slug}: settings and secrets are tables, as {{ a = 1 }}")
    secrets = {str(name): str(value) for name, value in told.items() if value != ""}
    owner = str(entry.get("owner", ""))
    return Connection(slug, provider, owner, settings, {**secrets, **secrets_in(env, slug)})


def secrets_in(env: Mapping[str, str], slug: str) -> dict[str, str]:
    """The secrets of one connection that the environment holds, by name."""
    prefix = f"SYNCLINE_{slug.upper()}_"
    return {
        name.removeprefix(prefix).lower(): value
        for name, value in env.items()
        if name.startswith(prefix)
    }
