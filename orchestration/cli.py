"""The `syncline` command. Thin: every subcommand calls a function that lives elsewhere.

Exit codes: 0 all well · 1 an error · 2 a wrong call · 3 differences were found · 4 a brake is on.
"""

import os
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

import typer

from orchestration.workplace import Workplace

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
push = typer.Typer(no_args_is_help=True, help="Push registrations to a scoring system.")
app.add_typer(push, name="push")

ENGINE: ContextVar[str | None] = ContextVar("engine", default=None)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Engine = Annotated[
    str | None,
    typer.Option(
        envvar="SYNCLINE_ENGINE", help="duckdb (a file, the default) or postgres (by its URL)."
    ),
]
Scoring = Annotated[str, typer.Argument(help="The scoring connection, e.g. demo_copernico.")]
Race = Annotated[str | None, typer.Option(help="One race of it; default: all that it is fed.")]
Group = Annotated[str, typer.Argument(help="The group that is served as one, e.g. race.")]
Accept = Annotated[bool, typer.Option("--accept", help="Go on although a brake is on.")]


@contextmanager
def _answering(*, as_json: bool) -> Any:
    """Turns an error of ours into one line for a person and an exit code."""
    from extract.kit.errors import SynclineError
    from orchestration.building import FlipRefused
    from orchestration.screens import show_error
    from push.kit.errors import PushBraked

    try:
        yield
    except SynclineError as error:
        show_error(error, as_json=as_json)
        is_braked = isinstance(error, FlipRefused) and error.is_braked
        raise typer.Exit(4 if is_braked or isinstance(error, PushBraked) else 1) from None


def _place() -> Workplace:
    return Workplace.here(os.environ, engine=ENGINE.get())


@app.callback()
def warehouse(engine: Engine = None) -> None:
    """One warehouse: pull from every provider, model, push back, prove it equal."""
    ENGINE.set(engine)


@app.command(epilog="Example: syncline demo")
def demo(
    finishers: Annotated[int | None, typer.Option(min=10, help="A smaller race.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Runs a whole race against local provider servers: no account, no network."""
    from orchestration.demo.flow import run_demo

    with _answering(as_json=as_json):
        run_demo(_place(), as_json=as_json, finishers=finishers)


@app.command(epilog="Example: syncline sync demo_runsignup participants --full")
def sync(
    connection: Annotated[str, typer.Argument(help="The connection, e.g. demo_runsignup.")],
    entities: Annotated[list[str] | None, typer.Argument(help="Only these entities.")] = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="Read everything, not the changes.")] = False,
    accept: Accept = False,
    as_json: Json = False,
) -> None:
    """Pulls one connection into the raw tables, as one load: complete or invisible."""
    from extract.kit.sync import SyncOptions
    from orchestration.screens import counting, show_sync
    from orchestration.syncing import run_sync

    with _answering(as_json=as_json), counting(quiet=as_json) as progress:
        options = SyncOptions(
            full=full, entities=tuple(entities or ()), accept=accept, progress=progress
        )
        report = run_sync(_place(), connection, options)
    show_sync(report, as_json=as_json)


@app.command(epilog="Example: syncline status demo_runsignup --json")
def status(
    connection: Annotated[str | None, typer.Argument(help="Only this connection.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Shows the newest load of each entity, what is served of it, and the state of each push."""
    from orchestration.screens import show_status
    from orchestration.statuses import read_status

    with _answering(as_json=as_json):
        show_status(read_status(_place(), connection), as_json=as_json)


@app.command(epilog="Example: syncline build --select +group:race --accept")
def build(
    select: Annotated[
        str | None, typer.Option(help="Only these models and tests, as dbt's --select takes them.")
    ] = None,
    *,
    accept: Accept = False,
    as_json: Json = False,
) -> None:
    """Builds and tests the models; serves each group of which everything ran and passed."""
    from orchestration.building import Builder
    from orchestration.generations.screens import show_build
    from orchestration.screens import naming

    with _answering(as_json=as_json):
        with naming(quiet=as_json) as progress:
            report = Builder(_place().target).build(select, progress, accept=accept)
        show_build(report, as_json=as_json)


@app.command(epilog="Example: syncline rollback race")
def rollback(group: Group, *, as_json: Json = False) -> None:
    """Serves the kept generation of a group again; a second rollback undoes the first."""
    from orchestration.generations.rollback import roll_back
    from orchestration.generations.screens import show_rollback

    with _answering(as_json=as_json):
        show_rollback(roll_back(_place(), group), as_json=as_json)


@app.command(epilog="Example: syncline history race --limit 5")
def history(
    group: Group,
    limit: Annotated[int, typer.Option(min=1, help="So many flips and acceptances.")] = 20,
    *,
    as_json: Json = False,
) -> None:
    """Shows every flip of a group: when, by whom, rows before and after, from which loads."""
    from orchestration.generations.history import read_history
    from orchestration.generations.screens import show_history

    with _answering(as_json=as_json):
        show_history(read_history(_place(), group, limit=limit), as_json=as_json)


@app.command(epilog="Example: syncline diff race --entity unified_participants --examples 10")
def diff(
    group: Group,
    entity: Annotated[str | None, typer.Option(help="Only this served view.")] = None,
    examples: Annotated[int, typer.Option(min=0, help="So many rows of each kind.")] = 3,
    *,
    as_json: Json = False,
) -> None:
    """Shows the rows added, changed and gone between the kept and the served generation."""
    from orchestration.generations.differences import compare
    from orchestration.generations.screens import show_differences

    with _answering(as_json=as_json):
        found = compare(_place(), group, entity=entity, examples=examples)
        show_differences(found, as_json=as_json)


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

    with _answering(as_json=as_json):
        plans = make_plans(_place(), connection, race=race, save=save, csv=csv)
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

    with _answering(as_json=as_json), sending(quiet=as_json) as progress:
        request = PushRequest(connection, race=race, plan_file=plan_file, accept=accept)
        done = apply_plans(_place(), request, progress)
    show_applied(done, as_json=as_json)
    if not all(difference.is_theirs for one in done for difference in one.seal.differences):
        raise typer.Exit(3)


@push.command(epilog="Example: syncline push verify demo_copernico")
def verify(connection: Scoring, race: Race = None, *, as_json: Json = False) -> None:
    """Compares source, ledger and provider, and names each record that differs."""
    from orchestration.pushing import verify_races
    from orchestration.screens import show_seals

    with _answering(as_json=as_json):
        seals = verify_races(_place(), connection, race=race)
    show_seals(seals, as_json=as_json)
    if not all(seal.is_whole for seal in seals):
        raise typer.Exit(3)


@app.command(epilog="Example: syncline sandbox   (in a second terminal: syncline push verify ...)")
def sandbox(*, as_json: Json = False) -> None:
    """Runs the provider servers of the demo alone, with what was pushed to them, until Ctrl-C."""
    from orchestration.demo.sandboxes import run_until_interrupted

    with _answering(as_json=as_json):
        run_until_interrupted(_place(), as_json=as_json)


if __name__ == "__main__":
    app()
