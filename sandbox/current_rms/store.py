"""The yard as the server holds it, changed while it is served, with the log of actions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from sandbox.current_rms.yard import FIRST_ID, OWNERS, opportunity, stamp
from sandbox.races import Record

FIRST_ACTION = 88_001
OPPORTUNITIES = 60


def utc_now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


class Store:
    """Opportunities by id, safe to change while the server is answering.

    A crowd's are made when they are first asked for. `heard` is told of every action; `version`
    grows with every change.
    """

    def __init__(self, count: int = OPPORTUNITIES, now: Callable[[], datetime] = utc_now) -> None:
        self._lock = threading.RLock()
        self._count, self._anchor = count, now()
        self._rows: dict[int, Record] | None = None
        self.now = now
        self.version = 0
        self.actions: list[Record] = []
        self.webhooks: dict[int, Record] = {}
        self.heard: Callable[[Record], None] = lambda _action: None

    @contextmanager
    def held(self) -> Iterator[dict[int, Record]]:
        """The opportunities, which nobody changes until the block ends."""
        with self._lock:
            if self._rows is None:
                made = (opportunity(one, self._anchor, self._count) for one in range(self._count))
                self._rows = {row["id"]: row for row in made}
            yield self._rows

    def put(self, id_: int, fields: Mapping[str, Any], *, action: str = "update") -> Record:
        """Merge fields into an opportunity, new where there is none; the action is logged."""
        with self.held() as rows:
            is_new = id_ not in rows
            if is_new:
                rows[id_] = opportunity(id_ - FIRST_ID, self._anchor, self._count)
                rows[id_]["created_at"] = stamp(self.now())
            rows[id_] |= {"updated_at": stamp(self.now()), **deepcopy(dict(fields))}
            self.version += 1
            self._log(rows[id_], "create" if is_new else action)
            return rows[id_]

    def slip(self, id_: int, fields: Mapping[str, Any]) -> Record:
        """Merge fields without an action and without a new `updated_at`, as some edits do."""
        with self.held() as rows:
            rows[id_] |= deepcopy(dict(fields))
            self.version += 1
            return rows[id_]

    def remove(self, id_: int, *, is_logged: bool = True) -> None:
        """Take an opportunity out for good. Raises: KeyError."""
        with self.held() as rows:
            gone = rows.pop(id_)
            self.version += 1
            if is_logged:
                self._log(gone, "destroy")

    def _log(self, row: Record, action: str) -> None:
        moment = stamp(self.now())
        made = {
            "id": FIRST_ACTION + len(self.actions), "subject_id": row["id"],
            "subject_type": "Opportunity", "source_id": None, "source_type": None, "member_id": 7,
            "action_type": action, "name": row["subject"], "description": "",
            "created_at": moment, "updated_at": moment,
            "member": {"id": 7, "name": OWNERS[0]},
        }  # fmt: skip
        self.actions.append(made)
        self.heard(made)

    def hook(self, fields: Mapping[str, Any]) -> Record:
        """Keep a webhook, under a number of its own."""
        with self._lock:
            id_ = max(self.webhooks, default=11) + 1
            self.webhooks[id_] = {"active": True, **fields, "id": id_}
            return self.webhooks[id_]

    def unhook(self, id_: int) -> Record:
        """Forget a webhook. Raises: KeyError."""
        with self._lock:
            return self.webhooks.pop(id_)
