"""What the table holds, with what settings say at this moment."""

from extract.kit.destination import open_warehouse
from orchestration.mapping.settings import record_settings
from orchestration.mapping.table import Mapping, read_mappings
from orchestration.workplace import Workplace


def list_mappings(place: Workplace, partner: str | None = None) -> list[Mapping]:
    """Every mapping, suggestion and refusal, or one timing partner's; settings come first."""
    with open_warehouse(place.target) as warehouse:
        record_settings(warehouse, place.connections().values())
        rows = read_mappings(warehouse)
    return [row for row in rows if partner in (None, row.timing_partner_id)]
