"""What a person types: `name=value` for settings, and the ways in which a secret is handed over.

A secret is asked for, read as one line of stdin, or taken from a variable of the environment; on a
command line it would stand in the shell's history and in the list of processes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.kit.settings import Setting, value_of
from orchestration.registry.changing import Edit, Wish
from orchestration.registry.declaring import Declared
from orchestration.registry.destination_changing import Move
from orchestration.registry.destinations import PASSWORD
from orchestration.registry.errors import RegistryError

FROM_ENV = "env:"
ACTIVE = Setting("active", "switch", "whether it is synced; one that is not may be unfinished")
Ask = Callable[[str], str]


@dataclass(frozen=True)
class Source:
    """Where secrets come from: the environment, and somebody who is asked, or stdin."""

    env: Mapping[str, str]
    ask: Ask

    def secrets(self, declared: Declared, words: Sequence[str]) -> dict[str, str]:
        """The secrets that `api_key` (asked for) and `api_key=env:VARIABLE` name.

        Raises: RegistryError for any other form, of which nothing is repeated.
        """
        asked = dict(_split_secret(word) for word in words)
        declared.check_secrets(asked)
        return {
            name: self._of(variable, f"{declared.provider.title} {name}")
            for name, variable in asked.items()
        }

    def one(self, name: str, word: str) -> str:
        """The one secret that there is, as `name` or `name=env:VARIABLE` says.

        Raises: RegistryError for any other form, of which nothing is repeated.
        """
        given, variable = _split_secret(word)
        if given != name:
            raise RegistryError(f"There is only the secret {name}: use --secret {name}.")
        return self._of(variable, name)

    def every_secret(self, declared: Declared) -> dict[str, str]:
        """All secrets of a provider, each asked for; what is left empty is left out."""
        given = {one.name: self.ask(f"{one.name} ({one.help})") for one in declared.own_secrets}
        return {name: text for name, text in given.items() if text}

    def _of(self, variable: str | None, title: str) -> str:
        text = self.ask(title) if variable is None else self.env.get(variable, "")
        if not text:
            where = f"the variable {variable}" if variable else "what was typed or sent"
            raise RegistryError(f"{title}: {where} is empty or not there. Nothing was changed.")
        return text


def _split_secret(word: str) -> tuple[str, str | None]:
    name, sign, variable = word.partition("=")
    if not sign:
        return name, None
    if not variable.startswith(FROM_ENV):
        raise RegistryError(
            f"--secret {name[:60]}=... is not taken: what stands on a command line is seen by "
            f"others. Use --secret {name[:60]}, which asks for it or reads stdin, or --secret "
            f"{name[:60]}=env:VARIABLE. If it was the secret, have it replaced at the provider."
        )
    return name, variable.removeprefix(FROM_ENV)


def wish_of(
    declared: Declared, name: str, words: Sequence[str], secrets: Mapping[str, str]
) -> Wish:
    """The connection that `--set` describes: `owner`, `slug`, `active`, the provider's settings.

    Raises: RegistryError.
    """
    given = _pairs(words)
    owner, slug = (given.pop(one, "") for one in ("owner", "slug"))
    is_active = value_of(ACTIVE, given.pop(ACTIVE.name, "true"))
    if not isinstance(is_active, bool):
        raise RegistryError(f"active has to be {ACTIVE.expected}. Nothing was changed.")
    settings = settings_of(declared, given)
    return Wish(name, declared.provider.slug, owner, slug, settings, secrets, is_active)


def edit_of(
    declared: Declared,
    words: Sequence[str],
    unset: Sequence[str],
    secrets: Mapping[str, str],
) -> Edit:
    """The change that `--set` and `--unset` describe: `name`, `owner`, settings and secrets.

    Raises: RegistryError.
    """
    given = _pairs(words)
    name, owner = (given.pop(one, None) for one in ("name", "owner"))
    gone = [one for one in unset if one in declared.secrets]
    # What a provider no longer declares may still be taken out.
    settings = {**settings_of(declared, given), **{one: None for one in unset if one not in gone}}
    return Edit(name, owner, None, settings, {**secrets, **dict.fromkeys(gone)})


def move_of(words: Sequence[str], unset: Sequence[str], secret: str | None, source: Source) -> Move:
    """The change of a destination that `--set name=...`, `--set location=...` and the others say.

    Raises: RegistryError.
    """
    given = _pairs(words)
    name, location = given.pop("name", None), given.pop("location", None)
    if others := [*given, *(one for one in unset if one != PASSWORD)]:
        raise RegistryError(
            f"A destination has no {others[0][:60]}: set its name or location, or take out its "
            "password. Nothing was changed."
        )
    if secret and unset:
        raise RegistryError("The password is given and taken out. Nothing was changed.")
    password = source.one(PASSWORD, secret) if secret else ("" if unset else None)
    return Move(name, location, password)


def settings_of(declared: Declared, given: Mapping[str, str]) -> dict[str, Any]:
    """The settings by name, each of the kind that it is declared to be.

    Raises: RegistryError.
    """
    settings: dict[str, Any] = {
        name: value_of(declared.settings[name], text) if name in declared.settings else text
        for name, text in given.items()
    }
    declared.check_settings(settings)
    return settings


def _pairs(words: Sequence[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if bare := [name for name, sign, _ in pairs if not sign]:
        raise RegistryError(f"--set {bare[0][:60]} has no value. Use --set name=value.")
    return {name.strip(): text.strip() for name, _, text in pairs}
