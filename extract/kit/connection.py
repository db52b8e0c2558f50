"""One account at a provider, as the caller hands it over; extract and push look none up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from extract.kit.errors import ConfigError


@dataclass(frozen=True)
class Connection:
    """An account: its `slug`, `provider`, `owner` (the timing partner's id), settings, secrets.

    One that is not active is neither scheduled nor synced.
    """

    slug: str
    provider: str
    owner: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_active: bool = True

    def secret(self, name: str) -> str:
        """The secret called `name`.

        Raises: ConfigError when it is missing or empty.
        """
        value = self.secrets.get(name, "")
        if not value:
            raise ConfigError(
                f"{self.provider} (connection {self.slug}): secret {name!r} is missing. "
                f"Set the environment variable SYNCLINE_{self.slug.upper()}_{name.upper()}."
            )
        return value
