"""The sweep: raises alerts from what the queue holds, and has them told, each once per channel.

Everything it does follows from the control store, so that a crash loses nothing: what was delivered
without having been written down is delivered again. One process at a time has the turn, and no
sweep waits for a delivery: it is begun, and looked after by the sweeps that follow.
"""

import logging
import os
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from extract.kit.errors import ConfigError
from extract.kit.sync import utc_now
from orchestration.alerts.delivering import Delivery, Message
from orchestration.alerts.records import LOOKBACK, ChannelState, Records
from orchestration.alerts.settings import Channel, Pace, Settings, load_settings
from orchestration.alerts.wording import Alert, sign_of_life, tell, trial
from orchestration.workplace import Workplace

LOG = logging.getLogger(__name__)
# A change is stamped before it is committed.
OVERLAP = timedelta(minutes=5)


class OnItsWay(Protocol):
    """A message that was given to a channel."""

    channel: Channel
    message: Message

    def outcome(self) -> str | None:
        """Why it was not delivered, an empty text if it was, None while it is on its way."""

    def wait(self) -> str:
        """The outcome, once there is one."""


Send = Callable[[Channel, Message, float], OnItsWay]


@dataclass(frozen=True)
class Tried:
    """What came of a message to a channel; `failure` says why it was not delivered."""

    channel: str
    failure: str | None


class Alerts:
    """The alerts of one workplace; keep it, for it knows what is on its way.

    It looks into the control store `every` so often, however often it is called.
    """

    def __init__(
        self,
        place: Workplace,
        *,
        now: Callable[[], datetime] = utc_now,
        send: Send = Delivery,
        every: timedelta = timedelta(seconds=5),
    ) -> None:
        self._place = place
        self._every = every
        self._looked_at: datetime | None = None
        self._now = now
        self._send = send
        self._holder = f"{socket.gethostname()} {os.getpid()} {uuid.uuid4().hex[:8]}"
        self._on_their_way: dict[str, OnItsWay] = {}
        self._swept_at: datetime | None = None
        self._said = ""

    def sweep(self) -> int:
        """How many messages were delivered since the last sweep; begins those that are due.

        It raises nothing, for whoever calls it has other work: what is amiss is logged, and what
        was to be told waits for the next sweep.
        """
        try:
            return self._sweep(self._now(), Records(self._place.store))
        except (sa.exc.SQLAlchemyError, OSError) as error:
            # Not the whole error: it repeats the statement with its values.
            LOG.warning("alerts wait, the sweep met a %s", type(error).__name__)
            return 0

    def _sweep(self, now: datetime, records: Records) -> int:
        delivered = self._look_after(records, now)
        if self._looked_at is not None and now - self._looked_at < self._every:
            return delivered
        self._looked_at = now
        if not records.take_turn(self._holder, now):
            return delivered
        self._raise(records, now)
        settings = self._settings()
        for name, channel in settings.channels.items() if settings else ():
            if name not in self._on_their_way:
                state = records.channel(name, now)
                message = _due(records, state, settings.pace, now) if settings else None
                if message and settings:
                    self._begin(channel, message, settings.pace)
        return delivered

    def finish(self) -> int:
        """How many of the messages on their way were delivered, each waited for to its end."""
        records, delivered = Records(self._place.store), 0
        while self._on_their_way:
            name, delivery = self._on_their_way.popitem()
            outcome = delivery.wait()
            self._settle(records, delivery, records.channel(name, self._now()), outcome)
            delivered += not outcome
        return delivered

    def test(self, name: str | None = None) -> list[Tried]:
        """What comes of a test message through every channel, or the one of that name.

        Raises: ConfigError when there is no such channel, or none at all.
        """
        settings = load_settings(self._place.home, self._place.env)
        chosen = [one for one in settings.channels.values() if name in (None, one.name)]
        if not chosen:
            known = ", ".join(settings.channels) or "none; see .syncline/alerts.toml"
            raise ConfigError(f"There is no channel {name or 'to be tested'}. Known: {known}.")
        records, message = Records(self._place.store), trial(self._place.actor)
        begun = [self._send(one, message, settings.pace.timeout_seconds) for one in chosen]
        tried = []
        for delivery in begun:
            state, outcome = records.channel(delivery.channel.name, self._now()), delivery.wait()
            self._settle(records, delivery, state, outcome)
            tried.append(Tried(state.name, outcome or None))
        return tried

    def _settings(self) -> Settings | None:
        """The settings as they stand; what is wrong with them is logged once."""
        try:
            found = load_settings(self._place.home, self._place.env)
        except ConfigError as error:
            if self._said != str(error):
                LOG.error("no alert is sent: %s", error)  # noqa: TRY400  the words say it all
            self._said = str(error)
            return None
        self._said = ""
        return found

    def _raise(self, records: Records, now: datetime) -> None:
        last, self._swept_at = self._swept_at, now
        records.raise_failures(now, now - LOOKBACK if last is None else last - OVERLAP)
        records.note_recoveries(None if last is None else last - OVERLAP)
        if last is None or last.date() != now.date():
            records.forget(now)

    def _begin(self, channel: Channel, message: Message, pace: Pace) -> None:
        self._on_their_way[channel.name] = self._send(channel, message, pace.timeout_seconds)

    def _look_after(self, records: Records, now: datetime) -> int:
        """How many messages have been delivered since this was asked last."""
        delivered = 0
        for name, delivery in list(self._on_their_way.items()):
            outcome = delivery.outcome()
            if outcome is not None:
                del self._on_their_way[name]
                self._settle(records, delivery, records.channel(name, now), outcome)
                delivered += not outcome
        return delivered

    def _settle(
        self, records: Records, delivery: OnItsWay, state: ChannelState, outcome: str
    ) -> None:
        now = self._now()
        if not outcome:
            records.delivered(state.name, delivery.message.told, now)
            return
        retry_at = records.refused(state, outcome, now)
        LOG.warning(
            "alert channel %s: %s; the message is kept and tried again at %s",
            state.name, outcome, retry_at.isoformat(timespec="seconds"),
        )  # fmt: skip


def _due(records: Records, state: ChannelState, pace: Pace, now: datetime) -> Message | None:
    """What a channel is to be told now, if anything."""
    if state.retry_at is not None and state.retry_at > now:
        return None
    failed, recovered = records.untold(state, now)
    if _has_settled(failed, recovered, now - pace.settle) and (
        state.told_at is None or state.told_at <= now - pace.group
    ):
        return tell(failed, recovered)
    if state.heartbeat_at is None or state.heartbeat_at <= now - pace.heartbeat:
        completed = records.completed(state.heartbeat_at or now - pace.heartbeat)
        return sign_of_life(pace.heartbeat_hours, completed, records.unsettled())
    return None


def _has_settled(failed: list[Alert], recovered: list[Alert], then: datetime) -> bool:
    """Whether the first of what is to be told has waited long enough for others."""
    since = [one.raised_at for one in failed]
    since += [one.recovered_at for one in recovered if one.recovered_at is not None]
    return bool(since) and min(since) <= then
