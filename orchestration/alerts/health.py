"""Whether alerts would arrive: how each channel does that is set up, and what is not well."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from extract.kit.sync import utc_now
from orchestration.alerts.records import Records
from orchestration.alerts.settings import load_settings
from orchestration.alerts.wording import Alert
from orchestration.workplace import Workplace


@dataclass(frozen=True)
class ChannelHealth:
    """A channel that is set up; times are in UTC.

    It `is_silent` when nothing has arrived through it for longer than its signs of life are apart,
    which they cannot be while no worker runs either.
    """

    name: str
    is_silent: bool
    delivered_at: datetime | None
    tried_at: datetime | None
    failure: str | None

    def __str__(self) -> str:
        """A sentence about it."""
        since = f"{self.delivered_at:%Y-%m-%d %H:%M} UTC" if self.delivered_at else "ever"
        why = f": {self.failure}" if self.failure else ""
        if self.is_silent or self.failure:
            return f"channel {self.name} has not delivered since {since}{why}"
        return f"channel {self.name} delivered last at {since}"


@dataclass(frozen=True)
class AlertHealth:
    """Every channel that is set up, and every failure whose like does not work yet."""

    channels: tuple[ChannelHealth, ...]
    alerts: tuple[Alert, ...]


def read_health(place: Workplace, *, now: Callable[[], datetime] = utc_now) -> AlertHealth:
    """How the alerts of a workplace do.

    Raises: ConfigError when the settings of alerts cannot be read.
    """
    settings, records = load_settings(place.home, place.env), Records(place.store)
    known = {one.name: one for one in records.channels()}
    channels = []
    for name in settings.channels:
        state = known.get(name)
        if state is None:
            channels.append(ChannelHealth(name, False, None, None, None))
            continue
        is_silent = state.is_silent(now(), settings.pace.heartbeat)
        channels.append(
            ChannelHealth(name, is_silent, state.delivered_at, state.tried_at, state.failure)
        )
    return AlertHealth(tuple(channels), tuple(records.unsettled()))
