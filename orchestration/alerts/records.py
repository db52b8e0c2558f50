"""What the control store knows of alerts: which there are, which were told, and how channels do."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from orchestration.alerts.delivering import Told
from orchestration.alerts.table import ALERTS, CHANNELS, DELIVERIES, TURN
from orchestration.alerts.wording import Alert
from orchestration.control.inserting import insert_into
from orchestration.queue.table import JOBS

TURN_LASTS = timedelta(seconds=60)
# Older failures are history: whoever sets up alerts is not told of them.
LOOKBACK = timedelta(days=7)
KEPT = timedelta(days=90)
RETRY_FIRST, RETRY_MOST = timedelta(minutes=1), timedelta(hours=1)
DOUBLINGS = 10
# A sign of life may be late by so much before its channel counts as silent.
GRACE = timedelta(hours=2)


@dataclass(frozen=True)
class ChannelState:
    """How a channel does: when it was tried and when it took a message, in UTC, and why not."""

    name: str
    first_seen_at: datetime
    tried_at: datetime | None
    delivered_at: datetime | None
    heartbeat_at: datetime | None
    told_at: datetime | None
    retry_at: datetime | None
    failure_count: int
    failure: str | None

    def is_silent(self, now: datetime, heartbeat: timedelta) -> bool:
        """Whether it has taken nothing for longer than its signs of life are apart."""
        return (self.delivered_at or self.first_seen_at) < now - heartbeat - GRACE


ALERT_COLUMNS = tuple(ALERTS.c[one.name] for one in fields(Alert))
CHANNEL_COLUMNS = tuple(CHANNELS.c[one.name] for one in fields(ChannelState))


def _alert(row: Any) -> Alert:
    return Alert(*tuple(row)[: len(ALERT_COLUMNS)])


def _state(row: Any) -> ChannelState:
    return ChannelState(*tuple(row))


@dataclass(frozen=True)
class Records:
    """The alerts in one control store."""

    engine: sa.Engine

    def take_turn(self, holder: str, now: datetime) -> bool:
        """Whether `holder` is the one who tells; the turn of one that went away ends by itself."""
        mine = (TURN.c.id == 1, (TURN.c.holder == holder) | (TURN.c.until < now))
        values = {"holder": holder, "until": now + TURN_LASTS}
        with self.engine.begin() as store:
            self._insert(store, TURN, [{"id": 1, **values, "until": now - TURN_LASTS}])
            return store.execute(TURN.update().where(*mine).values(values)).rowcount == 1

    def raise_failures(self, now: datetime, since: datetime) -> None:
        """Makes an alert of every job that has failed for good and has none, changed since then."""
        query = sa.select(JOBS).where(
            JOBS.c.updated_at >= since,
            JOBS.c.state == "failed_permanent",
            JOBS.c.id.not_in(sa.select(ALERTS.c.job_id)),
        )
        with self.engine.begin() as store:
            rows = [
                {
                    "job_id": row.id, "operation": row.operation, "domain": row.domain,
                    "connection": row.connection, "error": row.error,
                    "failed_at": row.finished_at or row.updated_at, "raised_at": now,
                }
                for row in store.execute(query)
            ]  # fmt: skip
            self._insert(store, ALERTS, rows)

    def note_recoveries(self, since: datetime | None) -> None:
        """Notes which failed operations were completed again; only `since` where that is known."""
        done = sa.select(sa.func.min(JOBS.c.finished_at)).where(
            JOBS.c.state == "completed",
            JOBS.c.operation == ALERTS.c.operation,
            JOBS.c.domain == ALERTS.c.domain,
            JOBS.c.connection == ALERTS.c.connection,
            JOBS.c.finished_at > ALERTS.c.failed_at,
        )
        if since is not None:
            done = done.where(JOBS.c.updated_at >= since)
        again = done.correlate(ALERTS).scalar_subquery()
        change = ALERTS.update().where(ALERTS.c.recovered_at.is_(None), again.is_not(None))
        with self.engine.connect() as store:
            if not store.scalar(sa.select(sa.func.count()).where(ALERTS.c.recovered_at.is_(None))):
                return
        with self.engine.begin() as store:
            store.execute(change.values(recovered_at=again))

    def untold(self, channel: ChannelState, now: datetime) -> tuple[list[Alert], list[Alert]]:
        """The failures that a channel has not told, and the recoveries, oldest first.

        It is told of what failed before it was set up only if that does not work yet; and that
        something works again only with, or after, that it failed.
        """
        told = {
            kind: sa.select(DELIVERIES.c.job_id).where(
                DELIVERIES.c.channel == channel.name, DELIVERIES.c.kind == kind
            )
            for kind in ("failed", "recovered")
        }
        alerts = (
            sa.select(*ALERT_COLUMNS, ALERTS.c.job_id.in_(told["failed"]).label("is_told"))
            .where(ALERTS.c.job_id.not_in(told["recovered"]))
            .order_by(ALERTS.c.failed_at, ALERTS.c.job_id)
        )
        failed, recovered = [], []
        with self.engine.connect() as store:
            rows = [(_alert(row), bool(row.is_told)) for row in store.execute(alerts)]
        for alert, is_told in rows:
            is_news = alert.raised_at >= now - LOOKBACK and (
                alert.recovered_at is None or alert.raised_at >= channel.first_seen_at
            )
            if not is_told and is_news:
                failed.append(alert)
            if alert.recovered_at is not None and (is_told or is_news):
                recovered.append(alert)
        return failed, recovered

    def channel(self, name: str, now: datetime) -> ChannelState:
        """How a channel does, which is known from now on if it was not."""
        query = sa.select(*CHANNEL_COLUMNS).where(CHANNELS.c.name == name)
        with self.engine.begin() as store:
            self._insert(
                store, CHANNELS, [{"name": name, "first_seen_at": now, "failure_count": 0}]
            )
            return _state(store.execute(query).one())

    def channels(self) -> list[ChannelState]:
        """How every channel does that was ever tried, by name."""
        query = sa.select(*CHANNEL_COLUMNS).order_by(CHANNELS.c.name)
        with self.engine.connect() as store:
            return [_state(row) for row in store.execute(query)]

    def delivered(self, channel: str, told: Told, now: datetime) -> None:
        """Writes down that a channel took a message, a sign of life where it told of no alert."""
        values = {
            "tried_at": now, "delivered_at": now, "failure_count": 0, "failure": None,
            "retry_at": None, ("told_at" if told else "heartbeat_at"): now,
        }  # fmt: skip
        rows = [
            {"job_id": job_id, "channel": channel, "kind": kind, "delivered_at": now}
            for job_id, kind in told
        ]
        with self.engine.begin() as store:
            self._insert(store, DELIVERIES, rows)
            store.execute(CHANNELS.update().where(CHANNELS.c.name == channel).values(values))

    def refused(self, state: ChannelState, why: str, now: datetime) -> datetime:
        """Writes down that a channel took nothing, and why; gives back when it is tried again."""
        wait = RETRY_FIRST * 2 ** min(state.failure_count, DOUBLINGS)
        retry_at: datetime = now + min(wait, RETRY_MOST)
        values = {
            "tried_at": now, "failure": why, "failure_count": state.failure_count + 1,
            "retry_at": retry_at,
        }  # fmt: skip
        with self.engine.begin() as store:
            store.execute(CHANNELS.update().where(CHANNELS.c.name == state.name).values(values))
        return retry_at

    def unsettled(self) -> list[Alert]:
        """The alerts of what does not work yet, newest first."""
        query = sa.select(*ALERT_COLUMNS).where(ALERTS.c.recovered_at.is_(None))
        with self.engine.connect() as store:
            rows = store.execute(query.order_by(ALERTS.c.failed_at.desc(), ALERTS.c.job_id))
            return [_alert(row) for row in rows]

    def completed(self, since: datetime) -> int:
        """How many jobs were completed since then."""
        query = sa.select(sa.func.count()).where(
            JOBS.c.updated_at >= since, JOBS.c.state == "completed"
        )
        with self.engine.connect() as store:
            return int(store.scalar(query) or 0)

    def forget(self, now: datetime) -> None:
        """Takes away the alerts that are older than is kept."""
        old = sa.select(ALERTS.c.job_id).where(ALERTS.c.raised_at < now - KEPT)
        with self.engine.begin() as store:
            store.execute(DELIVERIES.delete().where(DELIVERIES.c.job_id.in_(old)))
            store.execute(ALERTS.delete().where(ALERTS.c.raised_at < now - KEPT))

    def _insert(
        self, store: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]
    ) -> None:
        """Adds the rows that are not there yet."""
        if rows:
            store.execute(insert_into(table, store).on_conflict_do_nothing(), list(rows))
