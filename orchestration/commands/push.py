"""Commands that push registrations to a scoring system: plan, apply, verify."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.shared import Accept, Json, answering, here

push = typer.Typer(no_args_is_help=True, help="Push registrations to a scoring system.")

Scoring = Annotated[str, typer.Argument(help="The scoring connection, e.g. demo_copernico.")]
Race = Annotated[str | None, typer.Option(help="One race of it; default: all that it is fed.")]


@push.command(epilog="Example: syncline push plan demo_copernico --csv start-list.csv")
def plan(
    connection: Scoring,
    race: Race = None,
    save: Annotated[Path | None, typer.Option(help="Keep the plans here, for apply.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the provider's import file here.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Shows exactly what a push would create, change and leave, and who is held back why."""
    from orchestration.pushing import make_plans
    from orchestration.screens import show_plans

    with answering(as_json=as_json):
        plans = make_plans(here(), connection, race=race, save=save, csv=csv)
        show_plans(plans, as_json=as_json)


@push.command(epilog="Example: syncline push apply demo_copernico --plan plan.json")
def apply(
    connection: Scoring,
    race: Race = None,
    plan_file: Annotated[
        Path | None, typer.Option("--plan", help="Send just the plans kept in this file.")
    ] = None,
    *,
    accept: Accept = False,
    as_json: Json = False,
) -> None:
    """Sends the plan and nothing else, reads the provider back, and prints the seal."""
    from orchestration.pushing import PushRequest, apply_plans
    from orchestration.screens import sending, show_applied

    with answering(as_json=as_json), sending(quiet=as_json) as progress:
        request = PushRequest(connection, race=race, plan_file=plan_file, accept=accept)
        done = apply_plans(here(), request, progress)
    show_applied(done, as_json=as_json)
    if not all(difference.is_theirs for one in done for difference in one.seal.differences):
        raise typer.Exit(3)


@push.command(epilog="Example: syncline push verify demo_copernico")
def verify(connection: Scoring, race: Race = None, *, as_json: Json = False) -> None:
    """Compares source, ledger and provider, and names each record that differs."""
    from orchestration.pushing import verify_races
    from orchestration.screens import show_seals

    with answering(as_json=as_json):
        seals = verify_races(here(), connection, race=race)
    show_seals(seals, as_json=as_json)
    if not all(seal.is_whole for seal in seals):
        raise typer.Exit(3)
