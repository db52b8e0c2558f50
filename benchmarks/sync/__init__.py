"""How long a sync takes that has little to read, and how much memory one of everything."""
