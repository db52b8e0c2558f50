"""Benchmarks: how soon each page of the dashboard is there, over a whole hub."""
