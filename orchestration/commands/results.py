"""Commands that publish results at the registration providers, and take them down."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.shared import Accept, Json, answering, here

results = typer.Typer(
    no_args_is_help=True, help="Publish results at the registration providers, once approved."
)

WantedEvent = Annotated[str, typer.Argument(help="An event's key, id or name, as it is served.")]
ApprovedBy = Annotated[
    str | None, typer.Option("--approved-by", help="Who lets it go out; without a name it waits.")
]


@results.command(epilog="Example: syncline results plan demo_runsignup-910101 --official")
def plan(
    event: WantedEvent,
    *,
    official: Annotated[
        bool | None,
        typer.Option("--official/--preliminary", help="How final; default: as published last."),
    ] = None,
    notify: Annotated[bool, typer.Option("--notify", help="Tell runners, each once.")] = False,
    as_json: Json = False,
) -> None:
    """Shows under a number what would be published and taken back; sends nothing."""
    from orchestration.publishing.flow import plan_results
    from orchestration.publishing.screens import show_plan
    from push.publishing.planning import FINALITIES, Wish

    with answering(as_json=as_json):
        wish = Wish(FINALITIES[official], is_notifying=notify)
        show_plan(plan_results(here(), event, wish), as_json=as_json)


@results.command(
    epilog="Example: syncline results publish demo_runsignup-910101 --approved-by 'Ada Umber'"
)
def publish(
    event: WantedEvent,
    approved_by: ApprovedBy = None,
    number: Annotated[int | None, typer.Option(help="The plan that was seen.")] = None,
    *,
    accept: Accept = False,
    as_json: Json = False,
) -> None:
    """Sends the newest plan, reads the provider back, and prints the seal."""
    from orchestration.bars import sending
    from orchestration.publishing.flow import Approval, publish_results
    from orchestration.publishing.screens import show_published

    with answering(as_json=as_json), sending(quiet=as_json) as progress:
        approval = Approval(approved_by, number, accept)
        done = publish_results(here(), event, approval, progress)
    show_published(done, as_json=as_json)
    if not done.seal.is_whole:
        raise typer.Exit(3)


@results.command(epilog="Example: syncline results rehearse demo_runsignup-910101 --json")
def rehearse(event: WantedEvent, *, as_json: Json = False) -> None:
    """Shows the very calls that publishing the newest plan would make; makes none."""
    from orchestration.publishing.flow import rehearse_results
    from orchestration.publishing.screens import show_calls

    with answering(as_json=as_json):
        show_calls(rehearse_results(here(), event), as_json=as_json)


@results.command(
    epilog="Example: syncline results unpublish demo_runsignup-910101 --approved-by 'Ada Umber'"
)
def unpublish(event: WantedEvent, approved_by: ApprovedBy = None, *, as_json: Json = False) -> None:
    """Hides an event's results from the public; they stay there to be shown again."""
    from orchestration.publishing.flow import unpublish_results
    from orchestration.publishing.screens import show_taken_down

    with answering(as_json=as_json):
        show_taken_down(unpublish_results(here(), event, approved_by), as_json=as_json)


@results.command("list", epilog="Example: syncline results list demo_runsignup --limit 5")
def list_publications(
    connection: Annotated[str | None, typer.Argument(help="Only this connection.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 20,
    *,
    as_json: Json = False,
) -> None:
    """Shows the publications: what, how final, who approved it, how it ended."""
    from orchestration.publishing.flow import list_publications as found
    from orchestration.publishing.screens import show_publications

    with answering(as_json=as_json):
        show_publications(found(here(), connection, limit=limit), as_json=as_json)


@results.command("by-hand", epilog="Example: syncline results by-hand demo_runsignup")
def by_hand(
    connection: Annotated[str | None, typer.Argument(help="Only this connection.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Shows the results to be taken back by a person, as of a walk-up who was retracted."""
    from orchestration.publishing.flow import list_by_hand
    from orchestration.publishing.screens import show_by_hand

    with answering(as_json=as_json):
        show_by_hand(list_by_hand(here(), connection), as_json=as_json)


@results.command(epilog="Example: syncline results export demo_haku-ev_2001 results.csv")
def export(
    event: WantedEvent,
    path: Annotated[Path, typer.Argument(help="The file to write.")],
    *,
    as_json: Json = False,
) -> None:
    """Writes an event's results into a plain CSV file, for providers that take no calls."""
    from orchestration.publishing.flow import export_results
    from orchestration.publishing.screens import show_exported

    with answering(as_json=as_json):
        show_exported(export_results(here(), event, path), as_json=as_json)
