"""Benchmarks: how soon after a webhook the changed row is there for whoever asks by SQL."""
