"""Timings of the work that has to be fast, against its peers and what the machine allows."""
