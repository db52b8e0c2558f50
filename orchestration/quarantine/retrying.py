"""Reads again what could not be read: a snapshot of the one entity, by way of the queue."""

from dataclasses import replace

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.spec import Operation, Provider
from extract.providers import PROVIDERS
from orchestration.queue.jobs import JobRequest
from orchestration.queue.requests import request_for


def retry_request(connection: Connection, entity: str, by: str) -> JobRequest:
    """The request to read all records of an entity anew, at the front of the queue.

    What is kept of a record is too short to land it from; its provider is asked.

    Raises: ConfigError where the provider has no such entity; Disabled.
    """
    provider = PROVIDERS[connection.provider]
    request = request_for(connection, operation_of(provider, entity).name)
    options = {**request.options, "full": True, "entities": [entity]}
    return replace(request, options=options, requested_by=by)


def operation_of(provider: Provider, entity: str) -> Operation:
    """The operation that reads an entity, a full one before others, the narrowest of those.

    Raises: ConfigError.
    """
    if entity not in [one.name for one in provider.entities]:
        known = ", ".join(one.name for one in provider.entities)
        raise ConfigError(f"{provider.title} has no {entity!r}. It has {known}.")
    can = [one for one in provider.operations if not one.entities or entity in one.entities]
    return min(can, key=lambda one: (not one.is_full, len(one.entities) or len(provider.entities)))
