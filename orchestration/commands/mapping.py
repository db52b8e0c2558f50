"""Commands about which registration event feeds which scoring event."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

mapping = typer.Typer(
    no_args_is_help=True, help="Say which registration event feeds which scoring event."
)

Event = Annotated[str, typer.Argument(help="A registration event: its key, id or name.")]
Scoring = Annotated[str, typer.Argument(help="A scoring event: its key, id or name.")]
Choice = Annotated[str | None, typer.Option(help="Only this wave of the event.")]
Unlock = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who answers for a change after the start.")
]


@mapping.command("list", epilog="Example: syncline mapping list --partner harbor_timing")
def list_all(
    partner: Annotated[str | None, typer.Option(help="Only this timing partner's.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Shows what settings map, what people decided and refused, and what is suggested."""
    from orchestration.mapping.listing import list_mappings
    from orchestration.mapping.screens import show_mappings

    with answering(as_json=as_json):
        show_mappings(list_mappings(here(), partner), as_json=as_json)


@mapping.command(epilog="Example: syncline mapping suggest")
def suggest(*, as_json: Json = False) -> None:
    """Suggests scoring events by name, day and distance; what people decided stays."""
    from orchestration.mapping.screens import show_suggested
    from orchestration.mapping.suggestions import suggest as find

    with answering(as_json=as_json):
        show_suggested(find(here()), as_json=as_json)


@mapping.command("set", epilog="Example: syncline mapping set '10 Mile' 'Spring Races: 10 Mile'")
def send(
    event: Event,
    scoring_event: Scoring,
    choice: Choice = None,
    unlock: Unlock = None,
    *,
    as_json: Json = False,
) -> None:
    """Sends the people of an event, or of one wave of it, to a scoring event."""
    from orchestration.mapping.decisions import Wish
    from orchestration.mapping.decisions import send as decide
    from orchestration.mapping.screens import show_decided

    with answering(as_json=as_json):
        wish = Wish(event, datetime.now(UTC), choice, unlock)
        show_decided(decide(here(), wish, scoring_event), as_json=as_json)


@mapping.command(epilog="Example: syncline mapping exclude Volunteer")
def exclude(
    event: Event,
    scoring: Annotated[str | None, typer.Option(help="Only from this connection.")] = None,
    choice: Choice = None,
    unlock: Unlock = None,
    *,
    as_json: Json = False,
) -> None:
    """Keeps the people of an event, or of one wave of it, from being sent."""
    from orchestration.mapping.decisions import Wish
    from orchestration.mapping.decisions import exclude as decide
    from orchestration.mapping.screens import show_decided

    with answering(as_json=as_json):
        wish = Wish(event, datetime.now(UTC), choice, unlock)
        show_decided(decide(here(), wish, scoring), as_json=as_json)


@mapping.command(epilog="Example: syncline mapping confirm '10 Mile'   (--all: every clear one)")
def confirm(
    event: Annotated[str | None, typer.Argument(help="Its key, id or name.")] = None,
    unlock: Unlock = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="All that are the only ones.")] = False,
    as_json: Json = False,
) -> None:
    """Makes a suggestion a decision."""
    from orchestration.mapping.decisions import Wish, confirm_all
    from orchestration.mapping.decisions import confirm as decide
    from orchestration.mapping.screens import show_confirmed, show_decided

    if (event is None) is not every:
        raise typer.BadParameter("Name an event, or say --all.")
    with answering(as_json=as_json):
        if event is None:
            done, left = confirm_all(here(), datetime.now(UTC))
            return show_confirmed(done, left, as_json=as_json)
        wish = Wish(event, datetime.now(UTC), unlock=unlock)
        show_decided(decide(here(), wish), as_json=as_json)


@mapping.command(epilog="Example: syncline mapping refuse '10 Mile'")
def refuse(event: Event, *, as_json: Json = False) -> None:
    """Refuses what is suggested for an event, which is not suggested again."""
    from orchestration.mapping.decisions import Wish
    from orchestration.mapping.decisions import refuse as decide
    from orchestration.mapping.screens import show_decided

    with answering(as_json=as_json):
        show_decided(decide(here(), Wish(event, datetime.now(UTC))), as_json=as_json)


@mapping.command(epilog="Example: syncline mapping check")
def check(
    *,
    past: Annotated[bool, typer.Option("--past", help="Also events that are over.")] = False,
    as_json: Json = False,
) -> None:
    """Looks whether everybody registered goes to one scoring event or is excluded."""
    from orchestration.mapping.completeness import check as look
    from orchestration.mapping.screens import show_completeness

    with answering(as_json=as_json):
        found = look(here(), now=datetime.now(UTC), with_past=past)
        show_completeness(found, as_json=as_json)
    if not found.is_complete:
        raise typer.Exit(3)
