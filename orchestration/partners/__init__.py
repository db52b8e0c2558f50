"""Timing partners: who of the database may see whose rows."""
