"""Stands in for dbt's `adapter` while sqlfluff renders the models, as PostgreSQL sees them."""

from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str) -> Any:
    """The PostgreSQL form of a macro, whose text the linter's dialect can parse."""
    return context.resolve(f"postgres__{name}")
