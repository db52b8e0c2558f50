"""When what runs: every provider at its own cadence, with all models downstream of it."""

import dagster as dg

from extract.kit.destination import raw_schema
from extract.providers import PROVIDERS


def schedules() -> list[dg.ScheduleDefinition]:
    """One schedule per provider, over its raw tables and every model downstream of them."""
    return [
        dg.ScheduleDefinition(
            name=f"sync_{slug}",
            cron_schedule=provider.cadence,
            execution_timezone="UTC",
            target=dg.AssetSelection.groups(raw_schema(slug)).downstream(),
        )
        for slug, provider in PROVIDERS.items()
    ]
