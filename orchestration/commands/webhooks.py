"""Commands about the webhooks that a provider keeps for us: list, register, remove."""

from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

webhooks = typer.Typer(no_args_is_help=True, help="See, make and remove webhooks at a provider.")

Account = Annotated[str, typer.Argument(help="The connection, e.g. harbor_hire.")]


@webhooks.command("list", epilog="Example: syncline webhooks list harbor_hire")
def list_hooks(connection: Account, *, as_json: Json = False) -> None:
    """Shows every webhook that the account has, without the secrets in their addresses."""
    from orchestration.hooking import listed, show_hooks

    with answering(as_json=as_json):
        show_hooks(listed(here(), connection), "webhooks", as_json=as_json)


@webhooks.command(epilog="Example: syncline webhooks register harbor_hire https://syncline.example")
def register(
    connection: Account,
    service: Annotated[str, typer.Argument(help="Where our own service can be called.")],
    *,
    as_json: Json = False,
) -> None:
    """Makes the webhooks that a live mirror needs and the account does not have yet."""
    from orchestration.hooking import registered, show_hooks

    with answering(as_json=as_json):
        show_hooks(registered(here(), connection, service), "made", as_json=as_json)


@webhooks.command(epilog="Example: syncline webhooks remove harbor_hire 12 13")
def remove(
    connection: Account,
    ids: Annotated[list[str] | None, typer.Argument(help="Their ids; default: all ours.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Removes webhooks by their ids, or all that carry the connection's own secret."""
    from orchestration.hooking import removed, show_hooks

    with answering(as_json=as_json):
        show_hooks(removed(here(), connection, ids or ()), "removed", as_json=as_json)
