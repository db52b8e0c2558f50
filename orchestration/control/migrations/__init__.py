"""Alembic's scripts for the control store."""
