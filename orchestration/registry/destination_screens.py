"""What a person sees of destinations, and the same as JSON: never a password."""

from collections.abc import Sequence
from typing import Any

from orchestration.registry.auditing import Change
from orchestration.registry.destinations import Destination
from orchestration.registry.screens import show_changes
from orchestration.screens import OUT, escaped, listing, show_json


def show_destinations(found: Sequence[Destination], *, as_json: bool) -> None:
    """One line per destination."""
    if as_json:
        return show_json([_about(one) for one in found])
    if not found:
        return OUT.print("There is no destination yet: a sync goes to the workplace's warehouse.")
    table = listing("", ("destination", "engine", "active", "password"), ())
    table.add_column("where", overflow="fold")
    for one in found:
        password = "stored" if one.sealed else "none"
        active = "yes" if one.is_active else "no"
        table.add_row(one.slug, one.engine, active, password, escaped(one.location))
    OUT.print(table)


def show_destination(one: Destination, changes: Sequence[Change], *, as_json: bool) -> None:
    """All about one destination."""
    if as_json:
        return show_json({**_about(one), "changes": changes})
    OUT.print(f"[bold]{escaped(one.name)}[/] ({one.slug}), {one.engine}", soft_wrap=True)
    OUT.print(f"  {escaped(one.location)}", soft_wrap=True)
    OUT.print(f"  id {one.id}")
    if not one.is_active:
        OUT.print(f"  disabled; enable it with: syncline destinations enable {one.slug}")
    OUT.print(f"  secret password: {'stored' if one.sealed else 'none'}")
    show_changes(changes)


def show_destination_done(what: str, one: Destination, *, as_json: bool) -> None:
    """What was done to a destination."""
    if as_json:
        return show_json(_about(one))
    OUT.print(f"{what} {one.slug} ({escaped(one.name)}): {escaped(one.location)}", soft_wrap=True)


def _about(one: Destination) -> dict[str, Any]:
    about = {name: value for name, value in vars(one).items() if name != "sealed"}
    return {**about, "has_password": one.sealed is not None}
