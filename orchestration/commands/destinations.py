"""Commands about destinations: the named warehouses that a sync may go to."""

from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

destinations = typer.Typer(no_args_is_help=True, help="Name the warehouses that a sync may go to.")

Wanted = Annotated[str, typer.Argument(help="A destination's slug, name or id.")]
Password = Annotated[
    str | None,
    typer.Option(
        "--secret", metavar="password[=env:VARIABLE]", help="Asked for, or stdin, or a variable."
    ),
]
CHANGES_SHOWN = 10


@destinations.command("list", epilog="Example: syncline destinations list --json")
def list_destinations(*, as_json: Json = False) -> None:
    """Shows every destination."""
    from orchestration.registry.destination_screens import show_destinations
    from orchestration.registry.destinations import destinations as every

    with answering(as_json=as_json):
        show_destinations(every(here()), as_json=as_json)


@destinations.command(epilog="Example: syncline destinations show archive")
def show(wanted: Wanted, *, as_json: Json = False) -> None:
    """Shows one destination: where it is, whether it has a password, and who changed what."""
    from orchestration.registry.auditing import changes_of
    from orchestration.registry.destination_screens import show_destination
    from orchestration.registry.destinations import find_destination

    with answering(as_json=as_json):
        place = here()
        one = find_destination(place, wanted)
        changes = changes_of(place.store, "destination", one.slug, limit=CHANGES_SHOWN)
        show_destination(one, changes, as_json=as_json)


@destinations.command(epilog="Example: syncline destinations add Archive archive.duckdb")
def add(
    name: Annotated[str, typer.Argument(help="What people call it; its slug follows from it.")],
    location: Annotated[
        str, typer.Argument(help="path/to/name.duckdb, or postgresql://user@host/database.")
    ],
    secret: Password = None,
    *,
    as_json: Json = False,
) -> None:
    """Adds a destination; a database's password is asked for with --secret password."""
    from orchestration.registry.asking import source_of
    from orchestration.registry.destination_screens import show_destination_done
    from orchestration.registry.destinations import add_destination

    with answering(as_json=as_json):
        place = here()
        password = source_of(place.env).one("password", secret) if secret else None
        added = add_destination(place, name, location, password)
        show_destination_done("Added", added, as_json=as_json)


@destinations.command(
    "set", epilog="Example: syncline destinations set archive --set location=old/archive.duckdb"
)
def change(
    wanted: Wanted,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="name or location.")
    ] = None,
    unset: Annotated[
        list[str] | None, typer.Option("--unset", metavar="password", help="Take it out.")
    ] = None,
    secret: Password = None,
    *,
    as_json: Json = False,
) -> None:
    """Changes a destination's name, where it is or its password; its slug stays."""
    from orchestration.registry.asking import source_of
    from orchestration.registry.destination_changing import change_destination
    from orchestration.registry.destination_screens import show_destination_done
    from orchestration.registry.words import move_of

    with answering(as_json=as_json):
        place = here()
        move = move_of(settings or (), unset or (), secret, source_of(place.env))
        show_destination_done("Changed", change_destination(place, wanted, move), as_json=as_json)


@destinations.command(epilog="Example: syncline destinations disable archive")
def disable(wanted: Wanted, *, as_json: Json = False) -> None:
    """Switches a destination off: no sync goes there; what stands in it stays."""
    _switch("Disabled", wanted, is_active=False, as_json=as_json)


@destinations.command(epilog="Example: syncline destinations enable archive")
def enable(wanted: Wanted, *, as_json: Json = False) -> None:
    """Switches a destination on again."""
    _switch("Enabled", wanted, is_active=True, as_json=as_json)


def _switch(done: str, wanted: str, *, is_active: bool, as_json: bool) -> None:
    from orchestration.registry.destination_changing import Move, change_destination
    from orchestration.registry.destination_screens import show_destination_done

    with answering(as_json=as_json):
        one = change_destination(here(), wanted, Move(is_active=is_active))
        show_destination_done(done, one, as_json=as_json)


@destinations.command("rotate-key", epilog="Example: syncline destinations rotate-key")
def rotate(*, as_json: Json = False) -> None:
    """Seals every secret anew with the first key of ENCRYPTION_KEY, connections' too."""
    from orchestration.registry.rotating import rotate_key
    from orchestration.registry.screens import show_rotated

    with answering(as_json=as_json):
        show_rotated(rotate_key(here()), as_json=as_json)


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
    from orchestration.registry.destination_screens import show_destination_done
    from orchestration.registry.destinations import remove_destination

    with answering(as_json=as_json):
        show_destination_done("Removed", remove_destination(here(), wanted), as_json=as_json)
