"""A control store as a busy day leaves it: many partners, a long history, a long queue."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from orchestration.queue.table import JOBS

DAY = datetime(2026, 3, 7, 6, tzinfo=UTC)
BATCH = 5_000


@dataclass(frozen=True)
class Size:
    """How many partners there are, and how many ended and queued jobs in all."""

    partners: int = 1_000
    ended: int = 100_000
    queued: int = 5_000


def partner(number: int) -> str:
    """The id of a timing partner."""
    return f"timing_{number}"


def write_connections(home: Path, size: Size) -> None:
    """Writes one connection for each partner."""
    text = "".join(
        f'[connections.account_{one}]\nprovider = "runsignup"\nowner = "{partner(one)}"\n'
        for one in range(size.partners)
    )
    (home / "connections.toml").write_text(text, encoding="utf-8")


def fill(engine: sa.Engine, size: Size) -> None:
    """Puts the jobs into an empty store."""
    total = size.ended + size.queued
    with engine.begin() as store:
        for start in range(0, total, BATCH):
            numbers = range(start, min(start + BATCH, total))
            store.execute(sa.insert(JOBS), [_job(one, size) for one in numbers])
    with engine.begin() as store:
        store.execute(sa.text("analyze"))


def _job(number: int, size: Size) -> dict[str, Any]:
    is_queued, whose = number >= size.ended, number % size.partners
    at = DAY + timedelta(seconds=number)
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}", "operation": "participants",
        "domain": "race", "provider": "runsignup", "connection": f"account_{whose}",
        "owner": partner(whose), "trigger": "schedule", "priority": 2, "lane": "pull",
        "options": {"account": number}, "requested_by": "", "same_as": f"job {number}",
        "pool": f"account_{whose}", "state": "queued" if is_queued else "completed",
        "attempt": 0 if is_queued else 1, "queued_at": at, "due_at": at,
        "started_at": None if is_queued else at, "finished_at": None if is_queued else at,
        "beat_at": None, "updated_at": at, "worker": None,
        "run_id": None if is_queued else f"run {number}",
        "is_cancel_requested": False, "error": None,
        "result": None if is_queued else {"records": 2413},
    }  # fmt: skip
