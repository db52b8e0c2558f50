"""Runs the revisions on the connection that `open_store` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
