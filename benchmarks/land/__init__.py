"""Landing a paged JSON API in a database: ours, dlt's own way, and a bare hand-written one."""
