"""The control store's queue as the warehouse shows it."""
