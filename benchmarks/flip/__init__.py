"""Flipping a million rows, building them as a generation, and rolling them back."""
