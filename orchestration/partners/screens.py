"""What a person sees of partners' roles, and the same as JSON."""

from collections.abc import Sequence

from orchestration.partners.roles import PartnerRole
from orchestration.screens import OUT, escaped, listing, show_json


def show_partner_roles(roles: Sequence[PartnerRole], *, as_json: bool) -> None:
    """One line per role: whose rows it sees, and who granted that when."""
    if as_json:
        return show_json(roles)
    if not roles:
        return OUT.print("No role is kept to one partner's rows.")
    table = listing("", ("role", "sees the rows of", "granted by", "at (UTC)"), ())
    for one in roles:
        at = f"{one.granted_at:%Y-%m-%d %H:%M:%S}" if one.granted_at else ""
        table.add_row(
            escaped(one.role_name),
            escaped(one.timing_partner_id),
            escaped(one.granted_by or ""),
            at,
        )
    OUT.print(table)
