"""The `syncline` command. Thin: every subcommand calls a function that lives elsewhere.

Exit codes: 0 all well · 1 an error · 2 a wrong call · 3 differences were found · 4 a brake is on.
"""

from typing import Annotated

import typer

from orchestration.commands.alerts import alerts
from orchestration.commands.connections import connections
from orchestration.commands.destinations import destinations
from orchestration.commands.dev import dev
from orchestration.commands.groups import groups
from orchestration.commands.mapping import mapping
from orchestration.commands.partners import partners
from orchestration.commands.push import push
from orchestration.commands.quarantine import quarantine
from orchestration.commands.queue import queue, work
from orchestration.commands.results import results
from orchestration.commands.service import service
from orchestration.commands.shared import DESTINATION, ENGINE, Json, answering, here
from orchestration.commands.sync import sync
from orchestration.commands.trace import trace
from orchestration.commands.webhooks import webhooks

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(groups)
app.add_typer(service)
app.add_typer(push, name="push")
app.add_typer(mapping, name="mapping")
app.add_typer(partners, name="partners")
app.add_typer(quarantine, name="quarantine")
app.add_typer(queue, name="queue")
app.add_typer(results, name="results")
app.add_typer(trace, name="trace")
app.add_typer(alerts, name="alerts")
app.add_typer(connections, name="connections")
app.add_typer(destinations, name="destinations")
app.add_typer(webhooks, name="webhooks")
app.command(epilog="Example: syncline dev --no-schedules")(dev)
app.command(epilog="Example: syncline sync demo_runsignup participants --full")(sync)
app.command(epilog="Example: syncline work --workers 3")(work)

Engine = Annotated[
    str | None,
    typer.Option(
        envvar="SYNCLINE_ENGINE", help="duckdb (a file, the default) or postgres (by its URL)."
    ),
]
Elsewhere = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="A named destination as the warehouse: syncline destinations list."
    ),
]


@app.callback()
def warehouse(engine: Engine = None, destination: Elsewhere = None) -> None:
    """One warehouse: pull from every provider, model, push back, prove it equal."""
    ENGINE.set(engine)
    DESTINATION.set(destination)


@app.command(epilog="Example: syncline demo")
def demo(
    finishers: Annotated[int | None, typer.Option(min=10, help="A smaller race.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Runs a whole race against local provider servers: no account, no network."""
    from orchestration.demo.flow import run_demo

    with answering(as_json=as_json):
        run_demo(here(), as_json=as_json, finishers=finishers)


@app.command(epilog="Example: syncline status demo_runsignup --json")
def status(
    connection: Annotated[str | None, typer.Argument(help="Only this connection.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Shows the newest load of each entity, what is served of it, and the state of each push."""
    from orchestration.screens import show_status
    from orchestration.statuses import read_status

    with answering(as_json=as_json):
        show_status(read_status(here(), connection), as_json=as_json)


@app.command(epilog="Example: syncline preflight 'Riverbend Spring Races: 10 Mile'")
def preflight(
    event: Annotated[str, typer.Argument(help="An event's key, id or name, as it is served.")],
    *,
    as_json: Json = False,
) -> None:
    """Looks through one start: doubled bibs and people, unmapped events, ages, what is missing."""
    from orchestration.preflight.checks import preflight as look
    from orchestration.preflight.screens import show_preflight

    with answering(as_json=as_json):
        found = look(here(), event)
        show_preflight(found, as_json=as_json)
    if not found.is_clear:
        raise typer.Exit(3)


@app.command(epilog="Example: syncline sandbox   (in a second terminal: syncline push verify ...)")
def sandbox(*, as_json: Json = False) -> None:
    """Runs the provider servers of the demo alone, with what was pushed to them, until Ctrl-C."""
    from orchestration.demo.sandboxes import run_until_interrupted

    with answering(as_json=as_json):
        run_until_interrupted(here(), as_json=as_json)


if __name__ == "__main__":
    app()
