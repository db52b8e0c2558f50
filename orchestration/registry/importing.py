"""Connections from files of other tools: dlt's `secrets.toml`, and YAML with `${VARIABLE}`."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from extract.kit.errors import SynclineError
from extract.providers import PROVIDERS
from orchestration.registry.changing import Registry, Wish
from orchestration.registry.declaring import Declared, declared_of
from orchestration.registry.entries import Entry
from orchestration.registry.errors import RegistryError
from orchestration.workplace import Workplace

LARGEST_BYTES = 1 << 20
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
FIELDS = ("name", "slug", "provider", "owner", "active", "settings", "secrets")
SOURCES, CREDENTIALS = "sources", "credentials"


class UnusableFile(RegistryError):
    """A file that holds no connections that can be added; nothing was."""


def import_connections(place: Workplace, file: Path) -> list[Entry]:
    """The connections of a file, all added or none.

    Raises: UnusableFile with everything that is wrong; no secret is repeated.
    """
    readers: dict[str, Callable[[str, Mapping[str, str]], Iterator[Wish]]] = {
        ".toml": from_dlt, ".yaml": from_yaml, ".yml": from_yaml,
    }  # fmt: skip
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise UnusableFile(f"{file} is neither .toml (dlt's secrets) nor .yaml. Nothing was added.")
    try:
        wishes = list(reader(_text(file), place.env))
        if not wishes:
            raise UnusableFile("it holds no connection")
        return Registry.of(place).add(*wishes)
    except SynclineError as error:
        raise UnusableFile(f"{file}: {error} Nothing was added.") from None


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise UnusableFile(f"it is larger than {LARGEST_BYTES:,} bytes.")
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UnusableFile("it is no text in UTF-8.") from None
    except OSError as error:
        raise UnusableFile(f"it cannot be read: {error.strerror}.") from None


def from_yaml(text: str, env: Mapping[str, str]) -> Iterator[Wish]:
    """The connections of a document as `connections export` writes it, variables put in.

    Raises: UnusableFile.
    """
    document = _filled(_yaml(text), env)
    entries = document.get("connections") if isinstance(document, Mapping) else None
    if not isinstance(entries, list):
        raise UnusableFile("it has no list `connections`.")
    for number, entry in enumerate(entries, start=1):
        yield _wish(entry, f"connection {number}")


def _yaml(text: str) -> Any:
    import yaml

    try:
        # A few aliases of aliases unfold into more than any memory holds.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise UnusableFile("it has aliases (*name), which are not taken. Write them out.")
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        # Its own text shows the line, which may be a secret's.
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise UnusableFile(f"it is no YAML, see line {line}.") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise UnusableFile("it is no YAML.") from None


def _filled(value: Any, env: Mapping[str, str]) -> Any:
    """The value, each `${VARIABLE}` in its texts put in.

    Raises: UnusableFile with the names of those that are not set.
    """
    if isinstance(value, Mapping):
        return {name: _filled(one, env) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, env) for one in value]
    if not isinstance(value, str):
        return value
    if missing := [name for name in VARIABLE.findall(value) if name not in env]:
        raise UnusableFile(f"the variable {', '.join(missing)} is not set.")
    return VARIABLE.sub(lambda found: env[found[1]], value)


def _wish(entry: Any, where: str) -> Wish:
    if not isinstance(entry, Mapping) or (odd := [one for one in entry if one not in FIELDS]):
        told = f" It has {str(odd[0])[:60]!r} instead." if isinstance(entry, Mapping) else ""
        raise UnusableFile(f"{where} is no table of {', '.join(FIELDS)}.{told}")
    texts = {name: entry.get(name, "") for name in ("name", "slug", "provider", "owner")}
    tables = {name: entry.get(name) or {} for name in ("settings", "secrets")}
    is_active = entry.get("active", True)
    if not (
        all(isinstance(text, str) for text in texts.values())
        and all(isinstance(table, Mapping) for table in tables.values())
        and isinstance(is_active, bool)
    ):
        raise UnusableFile(
            f"{where}: name, slug, provider and owner are texts, settings and secrets tables, "
            "active is true or false."
        )
    secrets = {str(name): str(text) for name, text in tables["secrets"].items()}
    name = texts.pop("name") or texts["slug"]
    return Wish(name, **texts, settings=tables["settings"], secrets=secrets, is_active=is_active)


def from_dlt(text: str, _env: Mapping[str, str]) -> Iterator[Wish]:
    """The connections of dlt's secrets: one for each section of values below `sources`.

    `[sources.PROVIDER]` is called like the provider, `[sources.PROVIDER.NAME]` by its name, and
    `[PIPELINE.sources.PROVIDER]` by its pipeline's. What stands in `credentials` counts as well.

    Raises: UnusableFile.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        where = re.search(r"line \d+", str(error))
        raise UnusableFile(f"it is no TOML, see {where[0] if where else 'its end'}.") from None
    yield from _sections(document.get(SOURCES), "")
    for pipeline, parts in document.items():
        if pipeline != SOURCES and isinstance(parts, Mapping):
            yield from _sections(parts.get(SOURCES), pipeline)


def _sections(sources: Any, pipeline: str) -> Iterator[Wish]:
    if not isinstance(sources, Mapping):
        return
    for provider, section in sources.items():
        if provider not in PROVIDERS or not isinstance(section, Mapping):
            known = ", ".join(PROVIDERS)
            raise UnusableFile(
                f"[sources.{str(provider)[:60]}] is no provider here; there are {known}."
            )
        declared = declared_of(provider)
        values, named = _values(section), _named(section, declared)
        if values:
            yield _of_values(declared, pipeline or provider, values)
        for name, one in named.items():
            yield _of_values(declared, name, _values(one))


def _values(section: Mapping[str, Any]) -> dict[str, Any]:
    """What a section says itself, with its credentials."""
    credentials = section.get(CREDENTIALS)
    inner = credentials if isinstance(credentials, Mapping) else {}
    own = {name: one for name, one in section.items() if name != CREDENTIALS}
    plain = {name: one for name, one in own.items() if not isinstance(one, Mapping)}
    return {**plain, **inner}


def _named(section: Mapping[str, Any], declared: Declared) -> dict[str, Mapping[str, Any]]:
    """The sections below one, each a connection of its own; a setting may be a table too."""
    return {
        name: one
        for name, one in section.items()
        if isinstance(one, Mapping) and name != CREDENTIALS and name not in declared.settings
    }


def _of_values(declared: Declared, name: str, values: Mapping[str, Any]) -> Wish:
    prefix = f"{declared.provider.slug}_"
    short = {given.removeprefix(prefix): value for given, value in values.items()}
    secrets = {one: str(short[one]) for one in short if one in declared.secrets}
    settings = {one: value for one, value in short.items() if one not in secrets}
    return Wish(name, declared.provider.slug, settings=settings, secrets=secrets)
