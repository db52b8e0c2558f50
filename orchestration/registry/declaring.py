"""What a provider declares of its connections, for pulling, pushing and publishing together."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from extract.kit.brakes import brakes_of
from extract.kit.connecting import entities_of
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.settings import Setting, declared, faults, nearest
from extract.kit.spec import Provider, Secret
from extract.providers import PROVIDERS
from orchestration.registry.errors import RegistryError
from push.publishers import PUBLISHERS
from push.settings import PUBLISHED, PUSHED, WRITTEN_BACK
from push.targets import RECORD_TARGETS, TARGETS

WEBHOOK = Secret("webhook_secret", "what a webhook's address carries; choose a long one")


@dataclass(frozen=True)
class Declared:
    """The settings and secrets that a provider's connections may have, by name."""

    provider: Provider
    settings: Mapping[str, Setting]
    secrets: Mapping[str, Secret]

    @property
    def own_secrets(self) -> tuple[Secret, ...]:
        """The secrets that pulling needs."""
        return self.provider.secrets

    def check_settings(self, given: Mapping[str, Any]) -> None:
        """Refuses what is not declared, or is not as declared; a text is never repeated.

        Raises: RegistryError.
        """
        if found := [
            *(self._is_secret(name) for name in given if name in self.secrets),
            *faults(self.settings, {k: v for k, v in given.items() if k not in self.secrets}),
        ]:
            raise RegistryError(f"{self.provider.slug}: {' '.join(found)} Nothing was changed.")

    def check_whole(self, connection: Connection) -> None:
        """Refuses settings that no sync could begin with: in brakes, or in what chooses entities.

        Raises: RegistryError.
        """
        try:
            names = [one.name for one in entities_of(self.provider, connection)]
            brakes_of(connection, names)
        except ConfigError as error:
            raise RegistryError(f"{error} Nothing was changed.") from None

    def check_secrets(self, names: Mapping[str, Any]) -> None:
        """Refuses a secret that is not declared.

        Raises: RegistryError.
        """
        for name in names:
            if name not in self.secrets:
                raise RegistryError(
                    f"{self.provider.slug} has no secret {name[:60]!r}. "
                    f"{nearest(name, self.secrets)} Nothing was changed."
                )

    def _is_secret(self, name: str) -> str:
        return f"{name} is a secret: it is asked for, or read from stdin or the environment."


def declared_by(provider: Provider) -> Declared:
    """What a provider declares, with what its push target and its publisher add."""
    settings, secrets = [], [*provider.secrets]
    if provider.slug in TARGETS:
        target: Any = import_module(f"{TARGETS[provider.slug]}.settings")
        settings += [PUSHED, target.SETTINGS]
        secrets += target.SECRETS
    if provider.slug in RECORD_TARGETS:
        target = import_module(f"{RECORD_TARGETS[provider.slug]}.settings")
        settings += [WRITTEN_BACK, target.SETTINGS]
        secrets += target.SECRETS
    if provider.slug in PUBLISHERS:
        settings.append(PUBLISHED)
    every = declared(provider.settings, *settings)
    known = {one.name: one for one in secrets}
    # A provider that signs its webhooks says itself what the secret is.
    known.setdefault(WEBHOOK.name, WEBHOOK)
    return Declared(provider, every, known)


def declared_of(provider: str) -> Declared:
    """The same by slug or title, whatever the case.

    Raises: RegistryError with the nearest names.
    """
    for one in PROVIDERS.values():
        if provider.strip().casefold() in (one.slug, one.title.casefold()):
            return declared_by(one)
    raise RegistryError(f"There is no provider {provider[:60]!r}. {nearest(provider, PROVIDERS)}")
