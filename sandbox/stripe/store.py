"""One account's records as the server holds them, and the events that changes of them leave."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from sandbox.races import Record
from sandbox.stripe.books import Books

SUBJECTS = {
    "customers": "customer", "subscriptions": "customer.subscription", "charges": "charge",
    "invoices": "invoice", "products": "product", "plans": "plan", "events": "event",
}  # fmt: skip
SINGULARS = {**SUBJECTS, "subscriptions": "subscription"}
HORIZON = 30 * 86_400


class Store:
    """The records of one account, safe to change while the server is answering.

    `event_version` is the version in force when something happens: events keep its shape.
    """

    def __init__(self, books: Books, clock: Callable[[], float] = time.time) -> None:
        self.records: dict[str, dict[str, Record]] = deepcopy(books.records)
        self.records["events"] = {}
        self.stubs: dict[str, Record] = {}
        self.event_version = "2023-10-16"
        self._clock = clock
        self._made = 0
        self._lock = threading.RLock()
        self._order: dict[str, list[str]] = {}

    @contextmanager
    def held(self) -> Iterator[dict[str, dict[str, Record]]]:
        """The records, which nobody changes until the block ends."""
        with self._lock:
            yield self.records

    def now(self) -> int:
        """The account's time in whole seconds."""
        return int(self._clock())

    def newest_first(self, entity: str) -> list[str]:
        """The ids of an entity; of one second the one made later comes first."""
        with self._lock:
            if entity not in self._order:
                found = self.records[entity]
                places = {key: place for place, key in enumerate(found)}
                self._order[entity] = sorted(
                    found, key=lambda key: (found[key]["created"], places[key]), reverse=True
                )
            return self._order[entity]

    def add(self, entity: str, fields: Mapping[str, Any]) -> Record:
        """A new record of an entity, made now, like its newest one but for these fields."""
        with self._lock:
            model = self.records[entity][self.newest_first(entity)[0]]
            self._made += 1
            key = fields.get("id", f"{model['id'].partition('_')[0]}_new{self._made:05}")
            record = {**deepcopy(model), "created": self.now(), **fields, "id": key}
            self._keep(entity, record)
            self.happen(f"{SUBJECTS[entity]}.{'succeeded' if entity == 'charges' else 'created'}",
                        record)  # fmt: skip
            return record

    def edit(
        self, entity: str, key: str, fields: Mapping[str, Any], *, event: str = "updated"
    ) -> Record:
        """Merge fields into a record and tell so. Raises: KeyError where there is none."""
        with self._lock:
            record = {**self.records[entity][key], **fields}
            self._keep(entity, record)
            self.happen(f"{SUBJECTS[entity]}.{event}", record)
            return record

    def cancel(self, key: str) -> Record:
        """Cancel a subscription: it stays, and the event is one of deletion all the same."""
        ended = {"status": "canceled", "canceled_at": self.now(), "ended_at": self.now()}
        return self.edit("subscriptions", key, ended, event="deleted")

    def remove(self, entity: str, key: str, *, silently: bool = False) -> None:
        """Take a record out; a customer leaves a stub, and what it subscribed to is cancelled.

        Raises: KeyError where there is none.
        """
        with self._lock:
            record = self.records[entity].pop(key)
            self._order.pop(entity, None)
            if entity == "customers":
                self.stubs[key] = {"id": key, "object": "customer", "deleted": True}
                self._cancel_all(key)
            if not silently:
                self.happen(f"{SUBJECTS[entity]}.deleted", record)

    def _cancel_all(self, customer: str) -> None:
        for key, record in self.records["subscriptions"].items():
            if record["customer"] == customer and record["status"] != "canceled":
                self.cancel(key)

    def happen(self, kind: str, thing: Record, *, at: int | None = None) -> Record:
        """An event of this type about a thing, at a time or now."""
        with self._lock:
            number = len(self.records["events"]) + 1
            event = {
                "id": f"evt_sandbox{number:07}", "object": "event",
                "api_version": self.event_version, "created": self.now() if at is None else at,
                "data": {"object": deepcopy(thing)}, "livemode": False, "pending_webhooks": 0,
                "request": {"id": None, "idempotency_key": None}, "type": kind,
            }  # fmt: skip
            self._keep("events", event)
            return event

    def _keep(self, entity: str, record: Record) -> None:
        self.records[entity][record["id"]] = record
        self._order.pop(entity, None)
