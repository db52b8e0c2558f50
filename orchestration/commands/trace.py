"""Commands that tell everything that happened to one runner."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands.shared import Json, answering, here

if TYPE_CHECKING:
    from orchestration.trace.finding import By

trace = typer.Typer(
    no_args_is_help=True,
    help="Tell everything that happened to one runner, from the registration to the publication.",
)

Event = Annotated[str, typer.Argument(help="An event's key, id or name, as it is served.")]


@trace.command(epilog="Example: syncline trace bib 'Riverbend Spring Races: 10 Mile' 1234")
def bib(
    event: Event,
    number: Annotated[str, typer.Argument(help="The bib, as registered or as worn.")],
    *,
    as_json: Json = False,
) -> None:
    """Tells of everybody who has or had a bib, or wears it by the scoring system."""
    _tell(event, "bib", number, as_json=as_json)


@trace.command(epilog="Example: syncline trace name '10 Mile' 'Ana Silva'")
def name(
    event: Event,
    name: Annotated[str, typer.Argument(help="The name, or the beginnings of its parts.")],
    *,
    as_json: Json = False,
) -> None:
    """Tells of the one with a name; lists them and ends with 3 where several have it."""
    _tell(event, "name", name, as_json=as_json)


@trace.command(epilog="Example: syncline trace email '10 Mile' ana@mail.example")
def email(
    event: Event,
    address: Annotated[str, typer.Argument(help="The e-mail address of the registration.")],
    *,
    as_json: Json = False,
) -> None:
    """Tells of everybody who was registered with an e-mail address."""
    _tell(event, "email", address, as_json=as_json)


@trace.command(epilog="Example: syncline trace registration '10 Mile' 5502506")
def registration(
    event: Event,
    number: Annotated[str, typer.Argument(help="The registration's id, alone or with its source.")],
    *,
    as_json: Json = False,
) -> None:
    """Tells of one registration."""
    _tell(event, "registration", number, as_json=as_json)


def _tell(event: str, by: "By", value: str, *, as_json: bool) -> None:
    from orchestration.trace.screens import show_trace
    from orchestration.trace.story import trace as tell

    with answering(as_json=as_json):
        found = tell(here(), event, by, value)
        show_trace(found, as_json=as_json)
    if found.candidates:
        raise typer.Exit(3)
