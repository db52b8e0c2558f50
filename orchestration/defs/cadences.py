"""When what is due: what the providers declare, unless the environment says otherwise.

`SYNCLINE_CADENCE_<PROVIDER>_<OPERATION>` is a cron line in UTC that replaces the declared one, for
example SYNCLINE_CADENCE_RUNSIGNUP_PARTICIPANTS="0 */2 * * *", and with `_RACE_DAY` behind it the
one around events. SYNCLINE_SCHEDULES=on starts what is otherwise to be started in Dagster's page.
"""

from collections.abc import Mapping
from datetime import datetime

import dagster as dg
from dagster._utils.schedules import cron_string_iterator, is_valid_cron_string

from extract.kit.errors import ConfigError
from extract.kit.spec import Operation, Provider

PREFIX, RACE_DAY = "SYNCLINE_CADENCE", "RACE_DAY"
SWITCH = "SYNCLINE_SCHEDULES"


def cadence(env: Mapping[str, str], provider: Provider, operation: Operation) -> str:
    """The cron line of an operation, in UTC.

    Raises: ConfigError when the environment's is none.
    """
    return _checked(env, (provider.slug, operation.name), operation.cadence)


def race_day_cadence(env: Mapping[str, str], provider: Provider, operation: Operation) -> str:
    """The cron line of an operation around an event, in UTC; empty where it has none.

    Raises: ConfigError when the environment's is none.
    """
    if operation.race_day is None:
        return ""
    return _checked(env, (provider.slug, operation.name, RACE_DAY), operation.race_day)


def _checked(env: Mapping[str, str], parts: tuple[str, ...], declared: str) -> str:
    name = "_".join((PREFIX, *parts)).upper()
    line = env.get(name, declared)
    if not is_valid_cron_string(line):
        raise ConfigError(
            f"{name} is {line!r}, which is no cron line. Write five fields, e.g. {declared!r}."
        )
    return line


def is_due(line: str, since: datetime, now: datetime) -> bool:
    """Whether a cron line has come round after `since` and by `now`, all in UTC."""
    ticks = cron_string_iterator(since.timestamp() + 1, line, "UTC")
    return bool(next(ticks) <= now)


def is_on(env: Mapping[str, str]) -> bool:
    """Whether schedules and sensors are to run without having been started by hand."""
    return env.get(SWITCH, "").casefold() in {"on", "1", "true", "yes"}


def schedule_status(env: Mapping[str, str]) -> dg.DefaultScheduleStatus:
    """Whether schedules run unless somebody says otherwise in Dagster's page."""
    statuses = dg.DefaultScheduleStatus
    return statuses.RUNNING if is_on(env) else statuses.STOPPED


def sensor_status(env: Mapping[str, str]) -> dg.DefaultSensorStatus:
    """Whether sensors run unless somebody says otherwise in Dagster's page."""
    statuses = dg.DefaultSensorStatus
    return statuses.RUNNING if is_on(env) else statuses.STOPPED
