"""What is looked at all the time: events that are near, received webhooks, new connections."""

from collections.abc import Mapping

import dagster as dg

from extract.kit.sync import utc_now
from orchestration.defs.cadences import sensor_status
from orchestration.defs.partitions import add_partitions
from orchestration.defs.queueing import queue_all
from orchestration.defs.race_day import Memory, due_requests, refresh
from orchestration.defs.resources import Workshop
from orchestration.defs.webhooks import handle_received

Asked = dg.ResourceParam[Workshop]


def sensors(env: Mapping[str, str]) -> list[dg.SensorDefinition]:
    """The sensors; the one that only tells Dagster of new connections always runs."""
    status = sensor_status(env)
    return [_race_day(status), _webhooks(status), _connections()]


def _race_day(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    @dg.sensor(
        name="race_day",
        minimum_interval_seconds=30,
        default_status=status,
        description="Queues what connections with an event from 24 h before its start to 6 h "
        "after its end are due for: participants every 5 minutes, results every minute.",
    )
    def look(context: dg.SensorEvaluationContext, workshop: Asked) -> dg.SkipReason:
        place, now = workshop.open(), utc_now()
        memory = Memory.from_cursor(context.cursor)
        is_fresh = refresh(memory, place.target, now)
        requests = due_requests(memory, place.connections(), place.env, now)
        told = queue_all(place, requests) if requests else "No event is near, or nothing is due."
        context.update_cursor(memory.to_cursor())
        busy = "" if is_fresh else " The warehouse is busy: the events last known were taken."
        return dg.SkipReason(told + busy)

    return look


def _webhooks(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    @dg.sensor(
        name="webhooks",
        minimum_interval_seconds=5,
        default_status=status,
        description="Queues what the received webhooks call for.",
    )
    def look(workshop: Asked) -> dg.SkipReason:
        return dg.SkipReason(handle_received(workshop.open()))

    return look


def _connections() -> dg.SensorDefinition:
    @dg.sensor(
        name="connections",
        minimum_interval_seconds=10,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Adds the partition of each new connection of the registry.",
    )
    def look(context: dg.SensorEvaluationContext, workshop: Asked) -> dg.SkipReason:
        added = add_partitions(context.instance, workshop.open())
        return dg.SkipReason(f"New: {', '.join(added)}." if added else "No new connection.")

    return look
