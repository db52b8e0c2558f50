"""What a person sees of destinations, and the same as JSON: never a password."""

from collections.abc import Sequence
from typing import Any

from orchestration.registry.destinations import Destination
from orchestration.screens import OUT, escaped, listing, show_json


def show_destinations(found: Sequence[Destination], *, as_json: bool) -> None:
    """One line per destination."""
    if as_json:
        return show_json([_about(one) for one in found])
    if not found:
        return OUT.print("There is no destination yet: a sync goes to the workplace's warehouse.")
    table = listing("", ("destination", "engine", "password"), ())
    table.add_column("where", overflow="fold")
    for one in found:
        password = "stored" if one.sealed else "none"
        table.add_row(one.slug, one.engine, password, escaped(one.location))
    OUT.print(table)


def _about(one: Destination) -> dict[str, Any]:
    about = {name: value for name, value in vars(one).items() if name != "sealed"}
    return {**about, "has_password": one.sealed is not None}
