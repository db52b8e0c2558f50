"""Commands about records that could not be read: which they are, and reading them again."""

from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

quarantine = typer.Typer(
    no_args_is_help=True, help="See which records could not be read, and read them again."
)


@quarantine.command("list", epilog="Example: syncline quarantine list demo_runsignup --json")
def list_unread(
    connections: Annotated[
        list[str] | None, typer.Argument(metavar="[CONNECTION]...", help="Only of these.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    *,
    as_json: Json = False,
) -> None:
    """Shows the records that could not be read and were not read since, the newest first."""
    from extract.kit.destination import open_warehouse
    from orchestration.quarantine.reading import read_unread
    from orchestration.quarantine.screens import show_unread

    with answering(as_json=as_json), open_warehouse(here().target) as warehouse:
        show_unread(read_unread(warehouse, connections or (), limit=limit), as_json=as_json)


@quarantine.command(epilog="Example: syncline quarantine retry demo_runsignup participants")
def retry(
    connection: Annotated[str, typer.Argument(help="The connection, e.g. demo_runsignup.")],
    entity: Annotated[str, typer.Argument(help="What could not be read, e.g. participants.")],
    *,
    as_json: Json = False,
) -> None:
    """Queues a whole read of one entity at the front: its provider is asked once more."""
    from orchestration.quarantine.retrying import retry_request
    from orchestration.queue.queue import Queue
    from orchestration.queue.screens import show_job

    with answering(as_json=as_json):
        place = here()
        wish = retry_request(place.connection(connection), entity, place.actor)
        show_job(Queue(place.store).put(wish), (), as_json=as_json)
