"""Webhooks at a provider: which there are, those that are missing made, ours removed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError, SynclineError
from extract.kit.spec import Doors
from push.hooks.session import HookSession

SECRET, PATH = "webhook_secret", "/api/webhook"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NoSuchHook(SynclineError):
    """There is no webhook of that number."""


@dataclass(frozen=True)
class Hook:
    """One webhook at the provider: what it tells of, and where; its address holds a secret."""

    id: str
    name: str
    event: str
    is_active: bool
    url: str = field(repr=False)

    @property
    def shown_url(self) -> str:
        """The address without what follows its question mark."""
        return self.url.partition("?")[0]


@dataclass(frozen=True)
class Keeper:
    """How a provider's webhooks are kept: `events` are those that a mirror needs.

    `listed` gives all of them, `made` makes one of (event, address), `removed` one by its id.
    """

    events: tuple[str, ...]
    connect: Callable[[Connection, Doors], HookSession]
    listed: Callable[[HookSession], list[Hook]]
    made: Callable[[HookSession, str, str], Hook]
    removed: Callable[[HookSession, str], None]


def target_url(connection: Connection, service: str) -> str:
    """The address of our own service for a connection, with its secret.

    Raises: ConfigError without a secret, or for what is no address that a provider may call.
    """
    parts = urlsplit(service)
    is_safe = parts.scheme == "https" or parts.hostname in LOOPBACK
    if not is_safe or parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ConfigError(
            "The service's address has to be one that the provider can call, as "
            "https://syncline.example: the secret travels in it."
        )
    secret = connection.secret(SECRET)
    return f"{service.rstrip('/')}{PATH}?{urlencode({'token': secret})}"


def hooks(keeper: Keeper, connection: Connection, doors: Doors) -> list[Hook]:
    """The webhooks that the account has, whoever made them. Raises: ProviderError."""
    with keeper.connect(connection, doors) as session:
        return keeper.listed(session)


def register(keeper: Keeper, connection: Connection, doors: Doors, service: str) -> list[Hook]:
    """The webhooks that were missing and were made: run twice, it makes none.

    Raises: ConfigError; ProviderError, with those made before it standing.
    """
    url = target_url(connection, service)
    with keeper.connect(connection, doors) as session:
        there = {hook.event for hook in keeper.listed(session) if hook.url == url}
        missing = [event for event in keeper.events if event not in there]
        return [keeper.made(session, event, url) for event in missing]


def remove(
    keeper: Keeper, connection: Connection, doors: Doors, ids: Sequence[str] = ()
) -> list[Hook]:
    """The webhooks that were removed: those of the ids, or all that carry this one's secret.

    Raises: NoSuchHook before any is removed; ProviderError.
    """
    secret = connection.secret(SECRET) if not ids else ""
    with keeper.connect(connection, doors) as session:
        there = {hook.id: hook for hook in keeper.listed(session)}
        if unknown := [one for one in ids if one not in there]:
            raise NoSuchHook(f"{connection.slug} has no webhook {', '.join(unknown)}.")
        ending = f"{PATH}?{urlencode({'token': secret})}"
        ours = [one for one, hook in there.items() if hook.url.endswith(ending)]
        chosen = list(ids) or ours
        for one in chosen:
            keeper.removed(session, one)
        return [there[one] for one in chosen]
