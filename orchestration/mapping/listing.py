"""What the table holds, with what settings say at this moment."""

from extract.kit.destination import open_warehouse
from orchestration.mapping.settings import record_settings
from orchestration.mapping.table import Mapping, read_mappings
from orchestration.registry.naming import known_partner
from orchestration.workplace import Workplace


def list_mappings(place: Workplace, partner: str | None = None) -> list[Mapping]:
    """Every mapping, suggestion and refusal, or one timing partner's; settings come first.

    Raises: NotThere for a partner that owns no connection and no mapping.
    """
    connections = list(place.connections().values())
    with open_warehouse(place.target) as warehouse:
        record_settings(warehouse, connections)
        rows = read_mappings(warehouse)
    owners = (*(one.owner for one in connections), *(row.timing_partner_id for row in rows))
    known_partner(partner, owners)
    return [row for row in rows if partner in (None, row.timing_partner_id)]
