"""How Dagster keeps its own books: on one machine, and on PostgreSQL."""
