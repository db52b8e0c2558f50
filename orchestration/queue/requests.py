"""Which jobs a wish means: a partner's sync, an operation of all connections, a push."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from extract.kit.connection import Connection
from extract.kit.errors import SynclineError
from extract.kit.spec import Provider
from extract.providers import PROVIDERS
from orchestration.queue.jobs import JobRequest, Trigger
from orchestration.registry.errors import active
from push.targets import ALL_TARGETS

PLAN, PUSH = "plan", "push"


class UnknownPartner(SynclineError):
    """No connection belongs to that timing partner."""


class UnknownProvider(SynclineError):
    """There is no such provider, or the partner has no connection to it."""


class UnknownOperation(SynclineError):
    """The provider cannot do that."""


def sync_requests(
    connections: Mapping[str, Connection],
    partner: str,
    provider_name: str,
    operation: str,
    *,
    requested_by: str = "",
) -> list[JobRequest]:
    """One request for each connection that the partner has to a provider, by slug or title.

    Those that are switched off are left out.

    Raises: UnknownPartner, UnknownProvider, UnknownOperation; Disabled when all are switched off.
    """
    owned = [one for one in connections.values() if one.owner == partner]
    if not owned:
        raise UnknownPartner(f"No connection belongs to the timing partner {partner!r}.")
    provider = provider_named(provider_name)
    theirs = [one for one in owned if one.provider == provider.slug]
    chosen = [one for one in theirs if one.is_active] or theirs
    if not chosen:
        raise UnknownProvider(f"{partner} has no connection to {provider.title}.")
    return [
        replace(request_for(one, operation), requested_by=requested_by)
        for one in sorted(chosen, key=lambda each: each.slug)
    ]


def provider_named(name: str) -> Provider:
    """The provider of that slug or title, whatever the case.

    Raises: UnknownProvider.
    """
    for provider in PROVIDERS.values():
        if name.casefold() in (provider.slug, provider.title.casefold()):
            return provider
    raise UnknownProvider(f"There is no provider {name!r}. There are {', '.join(PROVIDERS)}.")


def operations_of(provider: Provider) -> tuple[str, ...]:
    """What can be asked for of a provider's connections."""
    pulls = tuple(one.name for one in provider.operations)
    return (*pulls, PLAN, PUSH) if provider.slug in ALL_TARGETS else pulls


def request_for(
    connection: Connection, operation: str, *, trigger: Trigger = "manual"
) -> JobRequest:
    """The request for one operation of one connection.

    Raises: UnknownOperation; Disabled when the connection is switched off.
    """
    provider = PROVIDERS[active(connection).provider]
    known = operations_of(provider)
    if operation not in known:
        raise UnknownOperation(
            f"{provider.title} has no operation {operation!r}. It has {', '.join(known)}."
        )
    is_full = any(one.is_full for one in provider.operations if one.name == operation)
    return JobRequest(
        operation,
        provider.domain,
        provider.slug,
        connection.slug,
        connection.owner,
        trigger,
        options={"full": True} if is_full else {},
    )


def requests_for_all(
    connections: Iterable[Connection], provider: str, operation: str, trigger: Trigger
) -> list[JobRequest]:
    """One request for each connection to a provider that is not switched off.

    Raises: UnknownOperation.
    """
    return [
        request_for(one, operation, trigger=trigger)
        for one in connections
        if one.provider == provider and one.is_active
    ]
