"""What an administrator has done about connections and destinations, each under their name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.providers import PROVIDERS
from orchestration.dashboard.desk import View
from orchestration.registry.auditing import Change, changes_of
from orchestration.registry.changing import Registry
from orchestration.registry.declaring import Declared, declared_of
from orchestration.registry.destinations import (
    Destination,
    add_destination,
    destinations,
    is_inside,
    remove_destination,
)
from orchestration.registry.directory import Listed
from orchestration.registry.probing import try_destination
from orchestration.registry.switching import remove
from orchestration.registry.words import edit_of, wish_of
from orchestration.service.access import unknown_connection
from orchestration.service.problems import Problem
from orchestration.trying import Tried, try_connection

CHANGES = 10


@dataclass(frozen=True)
class Known:
    """A connection, what its provider declares, and who changed it lately."""

    listed: Listed
    declared: Declared
    changes: Sequence[Change]


def read_connections(view: View) -> list[Listed]:
    """The connections that the reader may see and whose provider is known here."""
    every = view.desk.reading.directory.listed()
    return [one for one in every if one.provider in PROVIDERS and view.caller.may_see(one.owner)]


def find(view: View, slug: str) -> Listed:
    """One of them.

    Raises: Problem.
    """
    for one in read_connections(view):
        if one.slug == slug:
            return one
    raise unknown_connection(slug)


def read_known(view: View, slug: str) -> Known:
    """Everything about one of them, but its secrets.

    Raises: Problem.
    """
    one = find(view, slug)
    changes = changes_of(view.desk.reading.store, "connection", slug, limit=CHANGES)
    return Known(one, declared_of(one.provider), changes)


def add(
    view: View, provider: str, name: str, words: Sequence[str], secrets: Mapping[str, str]
) -> str:
    """The slug of the connection that was added.

    Raises: RegistryError; Problem.
    """
    wish = wish_of(declared_of(provider), name, words, secrets)
    _check_owner(view, wish.owner)
    [entry] = Registry.of(view.desk.service.place, view.caller.subject).add(wish)
    view.desk.service.known.forget()
    return entry.slug


def change(view: View, slug: str, words: Sequence[str], secrets: Mapping[str, str]) -> str:
    """What was changed, in words; a setting that is left empty is taken out.

    Raises: RegistryError; Problem.
    """
    one = find(view, slug)
    # An empty setting is taken out; an owner may be nobody.
    gone = [name for name, _, value in (word.partition("=") for word in words) if not value]
    gone = [name for name in gone if name != "owner"]
    kept = [word for word in words if word.partition("=")[0] not in gone]
    edit = edit_of(declared_of(one.provider), kept, gone, secrets)
    if edit.owner is not None:
        _check_owner(view, edit.owner)
    if not words and not secrets:
        return "Nothing was written that is not so already."
    Registry.of(view.desk.service.place, view.caller.subject).change(one.id or one.slug, edit)
    view.desk.service.known.forget()
    return f"{slug} is changed. The next sync goes by it."


def take_away(view: View, slug: str) -> str:
    """What became of a connection that was removed.

    Raises: RegistryError; Problem.
    """
    one = find(view, slug)
    registry = Registry.of(view.desk.service.place, view.caller.subject)
    switched = remove(registry, one.id or one.slug)
    view.desk.service.known.forget()
    went = f" {switched.cancelled} waiting jobs went." if switched.cancelled else ""
    return f"{slug} is removed with its secrets. What it landed stays.{went}"


def try_it(view: View, slug: str) -> Tried:
    """How the cheapest calls with a connection's key went.

    Raises: Problem.
    """
    place = view.desk.service.place.acting_as(view.caller.subject)
    return try_connection(place, find(view, slug).slug)


def read_destinations(view: View) -> list[Destination]:
    """The named warehouses.

    Raises: Problem where the reader's token is kept to one partner.
    """
    _check_whole(view)
    return destinations(view.desk.reading)


def add_place(view: View, name: str, location: str, password: str) -> str:
    """What was added, in words.

    Raises: RegistryError; Problem where a file would not lie below the workplace's folder.
    """
    _check_whole(view)
    place = view.desk.service.place.acting_as(view.caller.subject)
    if not is_inside(place, location):
        words = "A file of a destination lies below the workplace's folder. Nothing was added."
        raise Problem(422, "invalid-destination", words)
    made = add_destination(place, name, location, password or None)
    return f"{made.name} is added."


def remove_place(view: View, slug: str) -> str:
    """What was removed, in words.

    Raises: RegistryError.
    """
    _check_whole(view)
    place = view.desk.service.place.acting_as(view.caller.subject)
    gone = remove_destination(place, slug)
    return f"{gone.name} is removed. What stands in it stays."


def try_place(view: View, slug: str) -> Tried:
    """Whether a sync could write there, step by step.

    Raises: RegistryError.
    """
    _check_whole(view)
    return try_destination(view.desk.service.place.acting_as(view.caller.subject), slug)


def settings_shown(one: Listed, declared: Declared) -> dict[str, Any]:
    """The value of each declared setting, None where it is not set."""
    return {name: one.settings.get(name) for name in declared.settings}


def _check_whole(view: View) -> None:
    """Refuses whom a token keeps to one partner: a warehouse holds all partners' rows."""
    if view.caller.partner is not None:
        words = "Destinations are for who may see every partner's rows. Nothing was done."
        raise Problem(403, "not-allowed", words)


def _check_owner(view: View, owner: str) -> None:
    if not view.caller.may_see(owner):
        raise Problem(
            403,
            "not-allowed",
            f"You may have connections of {view.caller.partner} only. Nothing was done.",
        )
