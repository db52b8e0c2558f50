"""What the registry refuses, of kinds that a command and a call tell apart.

RegistryError        wrong in itself: a name without letters, a setting that is none
├── Clash            the name or slug is taken
├── NotThere         nothing has that id, slug or name
├── Elsewhere        it stands in a file, where only a person changes it
├── Disabled         it is there, but switched off
└── Locked           a secret that cannot be sealed or opened with the keys at hand
"""

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError


class RegistryError(ConfigError):
    """What was asked for is wrong in itself; nothing was changed."""


class Clash(RegistryError):
    """The name or slug is taken."""


class NotThere(RegistryError):
    """Nothing has that id, slug or name."""


class Elsewhere(RegistryError):
    """It stands in a file, where only a person changes it."""


class Disabled(RegistryError):
    """It is there, but switched off."""


class Locked(RegistryError):
    """A secret cannot be sealed or opened with the keys at hand."""


def active(connection: Connection) -> Connection:
    """The connection, if it is not switched off.

    Raises: Disabled.
    """
    if not connection.is_active:
        raise Disabled(
            f"The connection {connection.slug} is disabled. Nothing was done. Enable it with: "
            f"syncline connections enable {connection.slug}"
        )
    return connection
