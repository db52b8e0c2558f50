"""Webhooks at a provider, as a person asks for them."""

from collections.abc import Sequence

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from orchestration.registry.errors import active
from orchestration.screens import OUT, listing, show_json
from orchestration.workplace import Workplace
from push.hooks import KEEPERS
from push.hooks.keeper import Hook, Keeper, hooks, register, remove


def listed(place: Workplace, slug: str) -> list[Hook]:
    """The webhooks of a connection's account. Raises: SynclineError."""
    keeper, connection = _keeper(place, slug)
    return hooks(keeper, connection, place.doors)


def registered(place: Workplace, slug: str, service: str) -> list[Hook]:
    """Those that were missing, and were made. Raises: SynclineError."""
    keeper, connection = _keeper(place, slug)
    return register(keeper, connection, place.doors, service)


def removed(place: Workplace, slug: str, ids: Sequence[str]) -> list[Hook]:
    """Those that were removed. Raises: SynclineError."""
    keeper, connection = _keeper(place, slug)
    return remove(keeper, connection, place.doors, ids)


def _keeper(place: Workplace, slug: str) -> tuple[Keeper, Connection]:
    connection = active(place.connection(slug))
    if connection.provider not in KEEPERS:
        raise ConfigError(
            f"{connection.slug} is a connection to {connection.provider}, whose webhooks are made "
            f"by hand. Here they are kept for {', '.join(sorted(KEEPERS))}."
        )
    return KEEPERS[connection.provider], connection


def show_hooks(found: Sequence[Hook], title: str, *, as_json: bool) -> None:
    """Webhooks as a person sees them: no secret of their addresses."""
    if as_json:
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "event": one.event,
                "is_active": one.is_active,
                "url": one.shown_url,
            }
            for one in found
        ]
        return show_json({title: rows})
    table = listing(title, ("id", "event", "active", "url"), ())
    for one in found:
        table.add_row(one.id, one.event, "yes" if one.is_active else "no", one.shown_url)
    OUT.print(table)
