"""The destinations as an administrator sees and changes them: a password goes in, never out."""

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter

from orchestration.registry.destination_changing import Move, change_destination
from orchestration.registry.destinations import (
    Destination,
    add_destination,
    destinations,
    is_inside,
    remove_destination,
)
from orchestration.registry.probing import try_destination
from orchestration.service.access import Admin
from orchestration.service.context import Here, Service
from orchestration.service.problems import Problem
from orchestration.service.registry_shapes import CheckSeen, Secret
from orchestration.service.shapes import Body, Name, Reply, example
from orchestration.service.tokens import Caller

router = APIRouter(prefix="/api/destinations", tags=["destinations"])
SEEN: dict[str, Any] = {
    "destination": "archive",
    "id": "9b0f2a52-6c55-4a7e-8f0d-6b0c1d1f3f12",
    "name": "Archive",
    "engine": "postgres",
    "location": "postgresql://ana@db.example:5432/archive",
    "has_password": True,
    "is_active": True,
    "created_at": "2026-03-07T14:00:00Z",
    "created_by": "ada",
    "changed_at": "2026-03-07T14:00:00Z",
    "changed_by": "ada",
}


class AddDestination(Body):
    """A warehouse as it is wanted: a file below the workplace, or a database's address."""

    name: Name
    location: Name
    password: Secret | None = None

    model_config = example(
        {
            "name": "Archive",
            "location": "postgresql://ana@db.example:5432/archive",
            "password": "the user's password",
        },
        Body,
    )


class ChangeDestination(Body):
    """What is to be changed; a password that is null is taken out."""

    name: Name | None = None
    location: Name | None = None
    password: Secret | None = None

    model_config = example({"name": "Old archive", "password": "a new password"}, Body)


class DestinationSeen(Reply):
    """One destination, and whether it has a password."""

    destination: str
    id: str
    name: str
    engine: Literal["duckdb", "postgres"]
    location: str
    has_password: bool
    is_active: bool
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str

    model_config = example(SEEN)


class DestinationsSeen(Reply):
    """Every destination, by name."""

    destinations: list[DestinationSeen]

    model_config = example({"destinations": [SEEN]})


class DestinationTried(Reply):
    """Whether a sync could write there, step by step."""

    success: bool
    destination: str
    message: str
    checks: list[CheckSeen]

    model_config = example(
        {
            "success": True,
            "destination": "archive",
            "message": "archive (postgres) takes what is written to it.",
            "checks": [{"name": "write", "verdict": "well", "words": "done"}],
        }
    )


@router.get("")
async def list_destinations(here: Here, caller: Admin) -> DestinationsSeen:
    """Lists the destinations."""
    _check_whole(caller)
    found = await here.wait_for(destinations, here.place)
    return DestinationsSeen(destinations=[_seen(one) for one in found])


@router.post("", status_code=201)
async def add(body: AddDestination, here: Here, caller: Admin) -> DestinationSeen:
    """Adds a destination; its password is sealed before it is stored."""
    _check_whole(caller)
    return _seen(await here.wait_for(_add, here, body, caller))


@router.patch("/{destination}")
async def change(
    destination: Name, body: ChangeDestination, here: Here, caller: Admin
) -> DestinationSeen:
    """Changes a destination's name, where it is or its password; its slug stays."""
    _check_whole(caller)
    if body.location is not None:
        _check_inside(here, body.location)
    password = body.password.get_secret_value() if body.password else None
    if "password" in body.model_fields_set and password is None:
        password = ""
    move = Move(body.name, body.location, password)
    return await _changed(here, destination, move, caller)


@router.post("/{destination}/enable")
async def enable_destination(destination: Name, here: Here, caller: Admin) -> DestinationSeen:
    """Switches a destination on again."""
    return await _changed(here, destination, Move(is_active=True), caller)


@router.post("/{destination}/disable")
async def disable_destination(destination: Name, here: Here, caller: Admin) -> DestinationSeen:
    """Switches a destination off: no sync goes there; what stands in it stays."""
    return await _changed(here, destination, Move(is_active=False), caller)


@router.post("/{destination}/test")
async def test_destination(destination: Name, here: Here, caller: Admin) -> DestinationTried:
    """Makes, writes, reads and drops a table there."""
    _check_whole(caller)
    place = here.place.acting_as(caller.subject)
    tried = await here.wait_for(try_destination, place, destination)
    checks = [CheckSeen(**vars(check)) for check in tried.checks]
    return DestinationTried(
        success=tried.is_well, destination=tried.connection, message=tried.words, checks=checks
    )


@router.delete("/{destination}")
async def remove(destination: Name, here: Here, caller: Admin) -> DestinationSeen:
    """Removes a destination from the registry; what stands in it stays."""
    _check_whole(caller)
    place = here.place.acting_as(caller.subject)
    return _seen(await here.wait_for(remove_destination, place, destination))


def _add(here: Service, body: AddDestination, caller: Caller) -> Destination:
    place = here.place.acting_as(caller.subject)
    _check_inside(here, body.location)
    password = body.password.get_secret_value() if body.password else None
    return add_destination(place, body.name, body.location, password)


async def _changed(here: Service, wanted: str, move: Move, caller: Caller) -> DestinationSeen:
    _check_whole(caller)
    place = here.place.acting_as(caller.subject)
    return _seen(await here.wait_for(change_destination, place, wanted, move))


def _check_inside(here: Service, location: str) -> None:
    if not is_inside(here.place, location):
        detail = "A file of a destination lies below the workplace's folder. Nothing was done."
        raise Problem(422, "invalid-destination", detail)


def _check_whole(caller: Caller) -> None:
    """Refuses whom a token keeps to one partner: a warehouse holds all partners' rows."""
    if caller.partner is not None:
        raise Problem(403, "not-allowed", "Destinations are for who may see every partner's rows.")


def _seen(one: Destination) -> DestinationSeen:
    return DestinationSeen(
        destination=one.slug,
        id=one.id,
        name=one.name,
        engine=one.engine,
        location=one.location,
        has_password=one.sealed is not None,
        is_active=one.is_active,
        created_at=one.created_at,
        created_by=one.created_by,
        changed_at=one.changed_at,
        changed_by=one.changed_by,
    )
