"""Commands that push registrations to a scoring system: plan, apply, undo, verify."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.shared import Accept, Json, answering, here

push = typer.Typer(no_args_is_help=True, help="Push registrations to a scoring system.")

# The greatest number that either control store can hold.
LAST = 2**31 - 1
Scoring = Annotated[str, typer.Argument(help="The scoring connection, e.g. demo_copernico.")]
Race = Annotated[
    str | None,
    typer.Option(help="One race of it, or one kind of record; default: all that it is fed."),
]


@push.command(epilog="Example: syncline push plan demo_copernico --csv start-list.csv")
def plan(
    connection: Scoring,
    race: Race = None,
    csv: Annotated[Path | None, typer.Option(help="Write the provider's import file here.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Stores and shows exactly what a push would create, change and leave, and who is held back."""
    from orchestration.plan_screens import show_plans
    from orchestration.pushing import make_plans

    with answering(as_json=as_json):
        plans = make_plans(here(), connection, race=race, csv=csv)
        show_plans(plans, as_json=as_json)


@push.command(epilog="Example: syncline push plans demo_copernico")
def plans(connection: Scoring, *, as_json: Json = False) -> None:
    """Lists the newest stored plans: what they would do, who made and who applied them."""
    from orchestration.plan_screens import show_stored
    from orchestration.pushing import stored_plans

    with answering(as_json=as_json):
        show_stored(stored_plans(here(), connection), as_json=as_json)


@push.command(epilog="Example: syncline push apply demo_copernico --plan 12")
def apply(
    connection: Scoring,
    race: Race = None,
    number: Annotated[
        int | None,
        typer.Option("--plan", min=1, max=LAST, help="Send just the stored plan with this number."),
    ] = None,
    *,
    accept: Accept = False,
    as_json: Json = False,
) -> None:
    """Sends the plan and nothing else, reads the provider back, and prints the seal."""
    from orchestration.bars import sending
    from orchestration.pushing import PushRequest, apply_plans
    from orchestration.screens import show_applied

    with answering(as_json=as_json), sending(quiet=as_json) as progress:
        request = PushRequest(connection, race=race, plan=number, accept=accept)
        done = apply_plans(here(), request, progress)
    show_applied(done, as_json=as_json)
    if not all(one.seal.is_well for one in done):
        raise typer.Exit(3)


@push.command(epilog="Example: syncline push undo 12   (then: syncline push apply ... --plan 13)")
def undo(
    number: Annotated[
        int, typer.Argument(min=1, max=LAST, help="The number of a plan that was applied.")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Stores and shows the plan that takes a push back, where what it sent still stands."""
    from orchestration.plan_screens import show_plans
    from orchestration.pushing import plan_undo

    with answering(as_json=as_json):
        show_plans([plan_undo(here(), number)], as_json=as_json)


@push.command(epilog="Example: syncline push verify demo_copernico")
def verify(connection: Scoring, race: Race = None, *, as_json: Json = False) -> None:
    """Compares source, ledger and provider, and names each record that differs."""
    from orchestration.pushing import verify_races
    from orchestration.screens import show_seals

    with answering(as_json=as_json):
        seals = verify_races(here(), connection, race=race)
    show_seals(seals, as_json=as_json)
    if not all(seal.is_well for seal in seals):
        raise typer.Exit(3)
