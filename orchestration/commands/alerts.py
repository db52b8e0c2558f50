"""Commands about who is told when a sync fails for good."""

from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

alerts = typer.Typer(
    no_args_is_help=True, help="See what failed for good, and try the channels it is told through."
)


@alerts.command("list", epilog="Example: syncline alerts list --json")
def list_alerts(*, as_json: Json = False) -> None:
    """Shows the channels, when each delivered last, and what failed and does not work yet."""
    from orchestration.alerts.health import read_health
    from orchestration.alerts.screens import show_health

    with answering(as_json=as_json):
        show_health(read_health(here()), as_json=as_json)


@alerts.command("test", epilog="Example: syncline alerts test team_chat")
def try_channels(
    channel: Annotated[str | None, typer.Argument(help="Only this channel.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Sends a test message through every channel; exit code 1 when one does not take it."""
    from orchestration.alerts.screens import show_tried
    from orchestration.alerts.sweeping import Alerts

    with answering(as_json=as_json):
        tried = Alerts(here()).test(channel)
        show_tried(tried, as_json=as_json)
    if any(one.failure for one in tried):
        raise typer.Exit(1)
