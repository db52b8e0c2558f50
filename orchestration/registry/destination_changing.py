"""Changing a destination: its name, where it lies, its password, whether a sync may go there."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from extract.kit.sync import utc_now
from orchestration.registry.changing import writing
from orchestration.registry.destinations import (
    KIND,
    PASSWORD,
    Destination,
    check_free,
    keep_password,
    located,
    read_all,
    remember_that,
)
from orchestration.registry.errors import RegistryError
from orchestration.registry.naming import checked_name, found
from orchestration.registry.table import DESTINATIONS
from orchestration.workplace import Workplace


@dataclass(frozen=True)
class Move:
    """What is to be changed of a destination; None leaves as it is.

    A `password` that is empty takes out the one that there is. The slug never changes.
    """

    name: str | None = None
    location: str | None = None
    password: str | None = None
    is_active: bool | None = None


def change_destination(place: Workplace, wanted: str, move: Move) -> Destination:
    """The destination of that id, slug or name, changed.

    Raises: RegistryError, of the kind that tells what is wrong.
    """
    with writing(place.store) as store:
        one = found(wanted, read_all(store), KIND)
        values = _values(store, place, one, move)
        has_password = move.password is not None and (bool(move.password) or one.sealed is not None)
        if not values and not has_password:
            return one
        told: dict[str, Any] = {name: [getattr(one, name), new] for name, new in values.items()}
        stamp = {"changed_at": utc_now(), "changed_by": place.actor}
        update = sa.update(DESTINATIONS).where(DESTINATIONS.c.id == one.id)
        store.execute(update.values({**values, **stamp}))
        if has_password:
            keep_password(store, place, one, move.password)
            told["secrets"] = [PASSWORD]
        remember_that(store, place, one, _action(told), told)
        return found(one.id, read_all(store), KIND)


def _values(
    store: sa.Connection, place: Workplace, one: Destination, move: Move
) -> dict[str, str | bool]:
    """The columns that get another value."""
    wanted: dict[str, str | bool] = {}
    if move.is_active is not None:
        wanted["is_active"] = move.is_active
    if move.name is not None:
        wanted["name"] = checked_name(move.name)
        check_free(store, str(wanted["name"]), one.slug, own=one.id)
    if move.location is not None:
        wanted["location"] = _moved(place, one, move)
    elif move.password:
        located(place, one.location, has_password=True)
    return {name: value for name, value in wanted.items() if value != getattr(one, name)}


def _moved(place: Workplace, one: Destination, move: Move) -> str:
    """Where it lies from now on.

    Raises: RegistryError where its loads could not follow, or its password would go to others.
    """
    keeps = one.sealed is not None and move.password is None
    engine, where = located(
        place, str(move.location), has_password=bool(move.password), keeps_one=keeps
    )
    if engine != one.engine:
        raise RegistryError(
            f"{one.slug} is a {one.engine} warehouse, and its history is in it. "
            "Nothing was changed. Add another destination."
        )
    if keeps and _server(where) != _server(one.location):
        raise RegistryError(
            f"The password of {one.slug} is of another server or user, and is not sent to this "
            "one. Nothing was changed. Give the new one's with --secret password, or take it out "
            "with --unset password."
        )
    return where


def _server(location: str) -> tuple[Any, ...]:
    parts = urlsplit(location)
    return parts.username, parts.hostname, parts.port, parts.query


def _action(told: dict[str, Any]) -> str:
    if set(told) == {"is_active"}:
        return "enabled" if told["is_active"][1] else "disabled"
    return "changed"
