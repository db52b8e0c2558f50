"""Benchmarks: how many reads a second the HTTP service answers, and how fast."""
