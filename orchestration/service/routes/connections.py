"""The connections as an administrator sees and changes them: secrets go in, never out."""

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter

from extract.providers import PROVIDERS
from orchestration.queue.requests import operations_of
from orchestration.registry.changing import Edit, Registry, Wish
from orchestration.registry.directory import Listed
from orchestration.registry.switching import Switched, disable, enable, remove
from orchestration.service.access import Admin, unknown_connection
from orchestration.service.context import Here, Service
from orchestration.service.problems import Problem
from orchestration.service.registry_shapes import (
    AddConnection,
    ChangeConnection,
    CheckSeen,
    ConnectionSeen,
    ConnectionsSeen,
    ConnectionSwitched,
    ConnectionTried,
)
from orchestration.service.shapes import Name
from orchestration.service.tokens import Caller
from orchestration.trying import try_connection

router = APIRouter(prefix="/api/connections", tags=["connections"])
Switch = Callable[[Registry, str], Switched]
Done = Literal["enabled", "disabled", "removed"]


@router.get("")
async def list_connections(here: Here, caller: Admin) -> ConnectionsSeen:
    """Lists the connections; of secrets and settings it tells the names."""
    found = await here.wait_for(_listed, here)
    return ConnectionsSeen(connections=[_seen(one) for one in found if caller.may_see(one.owner)])


@router.post("", status_code=201)
async def add_connection(body: AddConnection, here: Here, caller: Admin) -> ConnectionSeen:
    """Adds a connection; its secrets are sealed before they are stored."""
    _check_owner(body.timing_partner_id, caller)
    wish = Wish(
        body.name,
        body.provider_name,
        body.timing_partner_id,
        body.slug or "",
        body.settings,
        {name: one.get_secret_value() for name, one in body.secrets.items()},
    )
    return await here.wait_for(_add, here, wish, caller)


@router.patch("/{connection}")
async def change_connection(
    connection: Name, body: ChangeConnection, here: Here, caller: Admin
) -> ConnectionSeen:
    """Changes a connection's name, owner, settings or secrets."""
    if body.timing_partner_id is not None:
        _check_owner(body.timing_partner_id, caller)
    secrets = {name: one.get_secret_value() if one else None for name, one in body.secrets.items()}
    edit = Edit(body.name, body.timing_partner_id, None, body.settings, secrets)
    return await here.wait_for(_change, here, connection, edit, caller)


@router.post("/{connection}/enable")
async def enable_connection(connection: Name, here: Here, caller: Admin) -> ConnectionSwitched:
    """Switches a connection on again."""
    switched = await here.wait_for(_switch, here, connection, caller, enable)
    return _switched(switched, "enabled")


@router.post("/{connection}/disable")
async def disable_connection(connection: Name, here: Here, caller: Admin) -> ConnectionSwitched:
    """Switches a connection off: it is neither scheduled nor synced, what waits is cancelled."""
    switched = await here.wait_for(_switch, here, connection, caller, disable)
    return _switched(switched, "disabled")


@router.delete("/{connection}")
async def remove_connection(connection: Name, here: Here, caller: Admin) -> ConnectionSwitched:
    """Removes a connection with its secrets; what it landed stays."""
    switched = await here.wait_for(_switch, here, connection, caller, remove)
    return _switched(switched, "removed")


@router.post("/{connection}/test")
async def test_connection(connection: Name, here: Here, caller: Admin) -> ConnectionTried:
    """Makes the cheapest calls with the connection's key, and keeps nothing of them."""
    one = await here.wait_for(_own, here, connection, caller)
    tried = await here.wait_for(try_connection, here.place.acting_as(caller.subject), one.slug)
    checks = [CheckSeen(**vars(check)) for check in tried.checks]
    return ConnectionTried(
        success=tried.is_well, connection=one.slug, message=tried.words, checks=checks
    )


def _listed(here: Service) -> list[Listed]:
    """The connections whose provider is known here."""
    return [one for one in here.place.directory.listed() if one.provider in PROVIDERS]


def _own(here: Service, wanted: str, caller: Caller) -> Listed:
    """The connection of that slug, name or id, if the caller may see it.

    Raises: Problem; what is another's sounds like what is not there.
    """
    every = [one for one in _listed(here) if caller.may_see(one.owner)]
    for one in every:
        if wanted in (one.slug, one.id) or wanted.casefold() == one.name.casefold():
            return one
    raise unknown_connection(wanted)


def _add(here: Service, wish: Wish, caller: Caller) -> ConnectionSeen:
    [entry] = Registry.of(here.place, caller.subject).add(wish)
    here.known.forget()
    return _seen(_own(here, entry.id, caller))


def _change(here: Service, wanted: str, edit: Edit, caller: Caller) -> ConnectionSeen:
    one = _own(here, wanted, caller)
    entry = Registry.of(here.place, caller.subject).change(one.id or one.slug, edit)
    here.known.forget()
    return _seen(_own(here, entry.id, caller))


def _switch(here: Service, wanted: str, caller: Caller, switch: Switch) -> Switched:
    one = _own(here, wanted, caller)
    switched = switch(Registry.of(here.place, caller.subject), one.id or one.slug)
    here.known.forget()
    return switched


def _check_owner(owner: str, caller: Caller) -> None:
    if not caller.may_see(owner):
        detail = f"You may have connections of {caller.partner} only. Nothing was done."
        raise Problem(403, "not-allowed", detail)


def _switched(switched: Switched, done: Done) -> ConnectionSwitched:
    return ConnectionSwitched(
        connection=switched.entry.slug, done=done, cancelled_jobs=switched.cancelled
    )


def _seen(one: Listed) -> ConnectionSeen:
    provider = PROVIDERS[one.provider]
    return ConnectionSeen(
        connection=one.slug,
        id=one.id or None,
        name=one.name,
        provider_name=provider.slug,
        title=provider.title,
        domain=provider.domain,
        timing_partner_id=one.owner,
        is_active=one.is_active,
        source=one.source,
        operations=list(operations_of(provider)),
        settings=sorted(one.settings),
        secrets={name: state != "missing" for name, state in one.secrets.items()},
        changed_at=one.changed_at,
        changed_by=one.changed_by,
    )
