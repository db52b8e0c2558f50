"""The command that runs everything on one machine, to look at and work on."""

from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

Port = Annotated[int, typer.Option("--dagster-port", min=1, max=65535, help="Of Dagster's page.")]
ServicePort = Annotated[int, typer.Option("--port", min=1, max=65535, help="Of the service.")]


def dev(
    dagster_port: Port = 3000,
    port: ServicePort = 8000,
    *,
    schedules: Annotated[bool, typer.Option(help="Let schedules and sensors run.")] = True,
    as_json: Json = False,
) -> None:
    """Runs provider servers, Dagster, the service and a worker until Ctrl-C."""
    from orchestration.processes import Ports, run_all
    from orchestration.screens import OUT, escaped

    def say(name: str, line: str) -> None:
        OUT.print(f"[bold]{name:>12}[/] {escaped(line)}", soft_wrap=True)

    with answering(as_json=as_json):
        run_all(here(), Ports(dagster_port, port), say, with_schedules=schedules)
