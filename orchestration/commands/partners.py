"""Commands about which database role may see which timing partner's rows."""

from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

partners = typer.Typer(
    no_args_is_help=True, help="Let a database role read one timing partner's rows (PostgreSQL)."
)

Role = Annotated[str, typer.Argument(help="A role of the database, e.g. harbor_reader.")]
Partner = Annotated[str, typer.Argument(help="The owner of connections, e.g. harbor_timing.")]


@partners.command("list", epilog="Example: syncline partners list")
def list_roles(*, as_json: Json = False) -> None:
    """Shows the roles that see the rows of one timing partner only."""
    from orchestration.partners.roles import read_roles
    from orchestration.partners.screens import show_partner_roles

    with answering(as_json=as_json):
        show_partner_roles(read_roles(here()), as_json=as_json)


@partners.command(epilog="Example: syncline partners grant harbor_reader harbor_timing")
def grant(role: Role, partner: Partner, *, as_json: Json = False) -> None:
    """Lets a role read what is served of one partner, and nothing of any other."""
    from orchestration.partners.roles import grant_role
    from orchestration.partners.screens import show_partner_roles

    with answering(as_json=as_json):
        show_partner_roles([grant_role(here(), role, partner)], as_json=as_json)


@partners.command(epilog="Example: syncline partners revoke harbor_reader")
def revoke(role: Role, *, as_json: Json = False) -> None:
    """Takes from a role all that it was granted here."""
    from orchestration.partners.roles import revoke_role
    from orchestration.partners.screens import show_partner_roles

    with answering(as_json=as_json):
        show_partner_roles(revoke_role(here(), role), as_json=as_json)
