"""A partner's people go to that partner's scoring only, whatever a connection's settings say.

Who may change one partner's connections could otherwise name another's as their `source`, and have
its runners planned, shown and sent.
"""

from collections.abc import Iterable
from dataclasses import replace

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError


def own_source(connection: Connection, connections: Iterable[Connection]) -> Connection:
    """The connection, if the one whose people it is fed is of the same timing partner.

    Raises: ConfigError.
    """
    if _takes_from_others(connection, connections):
        raise ConfigError(
            f"connection {connection.slug}: the setting 'source' names {_source(connection)!r}, "
            f"which is not a connection of {connection.owner}. Nobody's people are sent by another "
            "timing partner. Name one of its own, or give both the same owner."
        )
    return connection


def without_others(connections: Iterable[Connection]) -> list[Connection]:
    """The connections; one that is to be fed with another partner's people is fed by no setting."""
    every = list(connections)
    return [
        replace(one, settings={**one.settings, "source": "", "races": {}})
        if _takes_from_others(one, every)
        else one
        for one in every
    ]


def _takes_from_others(connection: Connection, connections: Iterable[Connection]) -> bool:
    source = _source(connection)
    return any(one.slug == source and one.owner != connection.owner for one in connections)


def _source(connection: Connection) -> object:
    return connection.settings.get("source")
