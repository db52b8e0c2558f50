"""Commands of the HTTP service: serve, listen, and a token to try it with."""

import os
from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

service = typer.Typer()

Host = Annotated[
    str, typer.Option(envvar="SYNCLINE_SERVICE_HOST", help="The address to answer on.")
]
Port = Annotated[
    int, typer.Option(envvar="SYNCLINE_SERVICE_PORT", min=1, max=65535, help="Its port.")
]
RoleName = Annotated[str, typer.Option(help="admin, data_ops, timer or viewer.")]


@service.command(epilog="Example: syncline serve --port 8400")
def serve(host: Host = "127.0.0.1", port: Port = 8400, *, as_json: Json = False) -> None:
    """Answers HTTP calls until Ctrl-C: syncs, statuses, pushes, webhooks; /docs shows them all."""
    from orchestration.service.server import serve as run
    from orchestration.service.settings import settings_from

    with answering(as_json=as_json):
        place = here()
        run(place, settings_from(os.environ, place.home), host=host, port=port)


@service.command(epilog="Example: syncline listen")
def listen(*, as_json: Json = False) -> None:
    """Reads the records that webhooks told of and serves each within a second, until Ctrl-C."""
    from orchestration.listening.start import listen as run

    with answering(as_json=as_json):
        run(here())


@service.command(epilog="Example: syncline token --role timer --partner harbor_timing")
def token(
    role: RoleName = "viewer",
    partner: Annotated[
        str | None, typer.Option(help="The timing partner whose things it opens, and no others.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Who it is for; default: you.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Makes a token for development that holds for twelve hours."""
    from orchestration.screens import OUT, show_json
    from orchestration.service.tokens import token_for

    with answering(as_json=as_json):
        place = here()
        made = token_for(os.environ, place.home, role, (subject or place.actor, partner))
    if as_json:
        show_json({"token": made})
    else:
        OUT.print(made, soft_wrap=True, highlight=False, markup=False)
