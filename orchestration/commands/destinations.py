"""Commands about destinations: the named warehouses that a sync may go to."""

from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

destinations = typer.Typer(no_args_is_help=True, help="Name the warehouses that a sync may go to.")

Wanted = Annotated[str, typer.Argument(help="A destination's slug, name or id.")]


@destinations.command("list", epilog="Example: syncline destinations list --json")
def list_destinations(*, as_json: Json = False) -> None:
    """Shows every destination."""
    from orchestration.registry.destination_screens import show_destinations
    from orchestration.registry.destinations import destinations as every

    with answering(as_json=as_json):
        show_destinations(every(here()), as_json=as_json)


@destinations.command(epilog="Example: syncline destinations show archive")
def show(wanted: Wanted, *, as_json: Json = False) -> None:
    """Shows one destination."""
    from orchestration.registry.destination_screens import show_destinations
    from orchestration.registry.destinations import find_destination

    with answering(as_json=as_json):
        show_destinations([find_destination(here(), wanted)], as_json=as_json)


@destinations.command(epilog="Example: syncline destinations add Archive archive.duckdb")
def add(
    name: Annotated[str, typer.Argument(help="What people call it; its slug follows from it.")],
    location: Annotated[
        str, typer.Argument(help="path/to/name.duckdb, or postgresql://user@host/database.")
    ],
    secret: Annotated[
        str | None,
        typer.Option(metavar="password[=env:VARIABLE]", help="Asked for, or stdin, or a variable."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Adds a destination; a database's password is asked for with --secret password."""
    from orchestration.registry.asking import source_of
    from orchestration.registry.destination_screens import show_destinations
    from orchestration.registry.destinations import add_destination

    with answering(as_json=as_json):
        place = here()
        password = source_of(place.env).one("password", secret) if secret else None
        show_destinations([add_destination(place, name, location, password)], as_json=as_json)


@destinations.command("test", epilog="Example: syncline destinations test archive")
def try_destination(wanted: Wanted, *, as_json: Json = False) -> None:
    """Makes, writes, reads and drops a table there; exit code 1 if that does not work."""
    from orchestration.registry.probing import try_destination as attempt
    from orchestration.trying import show_tried

    with answering(as_json=as_json):
        tried = attempt(here(), wanted)
        show_tried(tried, as_json=as_json)
    if not tried.is_well:
        raise typer.Exit(1)


@destinations.command(epilog="Example: syncline destinations remove archive")
def remove(wanted: Wanted, *, as_json: Json = False) -> None:
    """Removes a destination from the registry; what stands in it stays."""
    from orchestration.registry.destination_screens import show_destinations
    from orchestration.registry.destinations import remove_destination

    with answering(as_json=as_json):
        show_destinations([remove_destination(here(), wanted)], as_json=as_json)
