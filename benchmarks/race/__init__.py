"""Building the whole race domain at the size of a hub of forty timing partners."""
