"""Inserting into the control store what may be there already, as each engine says it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

DIALECTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_into(table: sa.Table, store: sa.Engine | sa.Connection) -> Any:
    """An insert that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return DIALECTS[store.dialect.name](table)
