"""Dagster's entry: `make dev`, or `dagster dev` at the root."""

import dagster as dg

from orchestration.defs.everything import everything


@dg.definitions
def defs() -> dg.Definitions:
    """All that Dagster runs."""
    return everything()
