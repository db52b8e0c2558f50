"""What people did, as the warehouse holds it: flips, acceptances, event mappings, grants."""

from extract.kit.destination import Warehouse
from push.kit.mapping import SETTINGS

# By table: the deeds that its rows tell of. What the service does by itself is no person's deed.
TOLD = {
    "flips": """
        select flipped_at, flipped_by,
            case action when 'flip' then 'built' when 'rollback' then 'rolled back'
                else action end,
            group_name, cast(sum(row_count) as text) || ' rows'
        from ops.flips where action <> 'flip' or flipped_by <> ?
        group by flipped_at, flipped_by, action, group_name
    """,
    "acceptances": """
        select accepted_at, accepted_by, 'accepted ' || brake, group_name,
            coalesce(subject, '') || ': ' || coalesce(reason, '')
        from ops.acceptances
    """,
    "event_mappings": f"""
        select decided_at, decided_by, state || ' a mapping',
            connection || ', ' || coalesce(event_id, event_name, race_id, ''),
            coalesce(scoring_event, 'never sent')
        from ops.event_mappings
        where decided_by <> '{SETTINGS}' and decided_at is not null
        union all
        select unlocked_at, unlocked_by, 'unlocked a mapping',
            connection || ', ' || coalesce(event_id, event_name, race_id, ''),
            coalesce(scoring_event, 'never sent')
        from ops.event_mappings where unlocked_at is not null
    """,
    "partner_roles": """
        select granted_at, granted_by, 'granted ' || role_name, timing_partner_id, ''
        from ops.partner_roles
    """,
}


def served_deeds(warehouse: Warehouse) -> tuple[str, int]:
    """A query of every deed, empty where nothing is there yet, and how many marks are in it.

    A mark stands for the service's own name. The columns are those of `stored_deeds`.
    """
    rows = warehouse.fetch(
        "select table_name from information_schema.tables where table_schema = 'ops'"
    )
    there = {str(name) for (name,) in rows}
    parts = [query for table, query in TOLD.items() if table in there]
    query = " union all ".join(parts)
    return query, query.count("?")
