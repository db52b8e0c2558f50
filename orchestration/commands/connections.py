"""Commands about connections: list, show, add, set, test, switch off and on, remove, keys."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

connections = typer.Typer(
    no_args_is_help=True, help="Add, change and test the accounts that are synced."
)

Wanted = Annotated[str, typer.Argument(help="A connection's slug, name or id.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="owner, or a setting; several times."),
]
Secret = Annotated[
    list[str] | None,
    typer.Option(
        "--secret",
        metavar="NAME[=env:VARIABLE]",
        help="Asked for, or a line of stdin, or from a variable; several times.",
    ),
]
CHANGES_SHOWN = 10


@connections.command("list", epilog="Example: syncline connections list --json")
def list_connections(*, as_json: Json = False) -> None:
    """Shows every connection, of the registry and of files."""
    from orchestration.registry.screens import show_connections

    with answering(as_json=as_json):
        show_connections(here().directory.listed(), as_json=as_json)


@connections.command(epilog="Example: syncline connections show demo_runsignup")
def show(wanted: Wanted, *, as_json: Json = False) -> None:
    """Shows one connection: settings, which secrets it has, and who changed what."""
    from orchestration.registry.auditing import changes_of
    from orchestration.registry.declaring import declared_of
    from orchestration.registry.screens import Story, show_connection

    with answering(as_json=as_json):
        place = here()
        one = place.listed(wanted)
        changes = changes_of(place.store, "connection", one.slug, limit=CHANGES_SHOWN)
        story = Story(one, declared_of(one.provider), changes)
        show_connection(story, as_json=as_json)


@connections.command(epilog="Example: syncline connections declared runsignup")
def declared(
    provider: Annotated[str, typer.Argument(help="A provider, e.g. runsignup.")],
    *,
    as_json: Json = False,
) -> None:
    """Shows the settings and secrets that a provider's connections may have."""
    from orchestration.registry.declaring import declared_of
    from orchestration.registry.screens import show_declared

    with answering(as_json=as_json):
        show_declared(declared_of(provider), as_json=as_json)


@connections.command(
    epilog="Example: syncline connections add 'Harbor RunSignup' runsignup --set owner=harbor "
    "--set in_flight=2 --secret api_key --secret api_secret=env:HARBOR_SECRET"
)
def add(
    name: Annotated[str, typer.Argument(help="What people call it; its slug follows from it.")],
    provider: Annotated[str, typer.Argument(help="The provider, e.g. runsignup.")],
    settings: Set = None,
    secrets: Secret = None,
    *,
    as_json: Json = False,
) -> None:
    """Adds a connection; without --secret a terminal is asked for all of its secrets."""
    from orchestration.registry.asking import is_terminal, source_of
    from orchestration.registry.changing import Registry
    from orchestration.registry.declaring import declared_of
    from orchestration.registry.screens import show_done
    from orchestration.registry.words import wish_of

    with answering(as_json=as_json):
        place, known = here(), declared_of(provider)
        wish = wish_of(known, name, settings or (), {})
        Registry.of(place).check(wish)
        source = source_of(place.env)
        asks_all = not secrets and is_terminal()
        given = source.every_secret(known) if asks_all else source.secrets(known, secrets or ())
        [entry] = Registry.of(place).add(wish.having(given))
        show_done("Added", place.listed(entry.id), as_json=as_json)


@connections.command(
    "set", epilog="Example: syncline connections set harbor_runsignup --set in_flight=4"
)
def change(
    wanted: Wanted,
    settings: Set = None,
    unset: Annotated[
        list[str] | None, typer.Option("--unset", help="A setting or secret to take out.")
    ] = None,
    secrets: Secret = None,
    *,
    as_json: Json = False,
) -> None:
    """Changes a connection's name, owner, settings or secrets."""
    from orchestration.registry.asking import source_of
    from orchestration.registry.changing import Registry
    from orchestration.registry.declaring import declared_of
    from orchestration.registry.screens import show_done
    from orchestration.registry.words import edit_of

    with answering(as_json=as_json):
        place = here()
        registry = Registry.of(place)
        known = declared_of(registry.find(wanted).provider)
        edit = edit_of(known, settings or (), unset or (), {})
        given = source_of(place.env).secrets(known, secrets or ())
        entry = registry.change(wanted, edit.having(given))
        show_done("Changed", place.listed(entry.id), as_json=as_json)


@connections.command("test", epilog="Example: syncline connections test harbor_runsignup")
def try_connection(wanted: Wanted, *, as_json: Json = False) -> None:
    """Makes the cheapest calls with its key, and says what works; exit code 1 if it does not."""
    from orchestration.trying import show_tried
    from orchestration.trying import try_connection as attempt

    with answering(as_json=as_json):
        tried = attempt(here(), wanted)
        show_tried(tried, as_json=as_json)
    if not tried.is_well:
        raise typer.Exit(1)


@connections.command(epilog="Example: syncline connections disable harbor_runsignup")
def disable(wanted: Wanted, *, as_json: Json = False) -> None:
    """Switches a connection off: it is neither scheduled nor synced; what waits is cancelled."""
    from orchestration.registry.changing import Registry
    from orchestration.registry.screens import show_switched
    from orchestration.registry.switching import disable as switch_off

    with answering(as_json=as_json):
        show_switched("Disabled", switch_off(Registry.of(here()), wanted), as_json=as_json)


@connections.command(epilog="Example: syncline connections enable harbor_runsignup")
def enable(wanted: Wanted, *, as_json: Json = False) -> None:
    """Switches a connection on again."""
    from orchestration.registry.changing import Registry
    from orchestration.registry.screens import show_switched
    from orchestration.registry.switching import enable as switch_on

    with answering(as_json=as_json):
        show_switched("Enabled", switch_on(Registry.of(here()), wanted), as_json=as_json)


@connections.command(epilog="Example: syncline connections remove harbor_runsignup")
def remove(wanted: Wanted, *, as_json: Json = False) -> None:
    """Removes a connection with its secrets; what it landed stays, and that it was there."""
    from orchestration.registry.changing import Registry
    from orchestration.registry.screens import show_switched
    from orchestration.registry.switching import remove as take_away

    with answering(as_json=as_json):
        show_switched("Removed", take_away(Registry.of(here()), wanted), as_json=as_json)


@connections.command("new-key", epilog="Example: syncline connections new-key")
def make_key(*, as_json: Json = False) -> None:
    """Prints a fresh key for ENCRYPTION_KEY: put it first in the list, then rotate-key."""
    from orchestration.registry.sealing import new_key
    from orchestration.screens import OUT, show_json

    key = new_key()
    if as_json:
        show_json({"key": key})
    else:
        OUT.out(key, highlight=False)


@connections.command("rotate-key", epilog="Example: syncline connections rotate-key")
def rotate(*, as_json: Json = False) -> None:
    """Seals every secret anew with the first key of ENCRYPTION_KEY, while syncs go on."""
    from orchestration.registry.rotating import rotate_key
    from orchestration.registry.screens import show_rotated

    with answering(as_json=as_json):
        show_rotated(rotate_key(here()), as_json=as_json)


@connections.command("import", epilog="Example: syncline connections import connections.yaml")
def import_file(
    file: Annotated[Path, typer.Argument(help="dlt's secrets.toml, or YAML with ${VARIABLE}.")],
    *,
    as_json: Json = False,
) -> None:
    """Adds the connections of a file, all of them or none."""
    from orchestration.registry.importing import import_connections
    from orchestration.registry.screens import show_connections

    with answering(as_json=as_json):
        place = here()
        added = {entry.id for entry in import_connections(place, file)}
        found = [one for one in place.directory.listed() if one.id in added]
        show_connections(found, as_json=as_json)


@connections.command(epilog="Example: syncline connections export --json")
def export(*, as_json: Json = False) -> None:
    """Prints every connection as YAML that `import` takes, a variable in place of each secret."""
    from orchestration.registry.exporting import exported, to_yaml
    from orchestration.screens import OUT, show_json

    with answering(as_json=as_json):
        document = exported(here().directory.listed())
        if as_json:
            show_json(document)
        else:
            OUT.out(to_yaml(document), highlight=False, end="")
