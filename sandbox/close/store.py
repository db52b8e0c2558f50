"""The organization as the server holds it, changed while it is served, with the log of changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.close.crm import ORGANIZATION, Crm, made_id, stamp
from sandbox.races import Record

FOLDED = timedelta(minutes=5)
CHILDREN = ("contact", "opportunity", "activity")
# How the log calls the types of activities.
TYPES = {
    "Call": "call", "Email": "email", "EmailThread": "email_thread", "SMS": "sms", "Note": "note",
    "Meeting": "meeting", "LeadStatusChange": "lead_status_change",
    "OpportunityStatusChange": "opportunity_status_change", "TaskCompleted": "task_completed",
    "Custom": "custom_activity", "Created": "created", "LeadMerge": "lead_merge",
    "FormSubmission": "form_submission", "WhatsAppMessage": "whatsapp_message",
}  # fmt: skip


def utc_now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


class Store:
    """One organization, safe to change while the server is answering; the one given stays.

    `events` is the log, oldest first.
    """

    def __init__(self, crm: Crm, now: Callable[[], datetime] = utc_now) -> None:
        self._lock = threading.RLock()
        self._crm = deepcopy(crm)
        self.now = now
        self.events: list[Record] = []

    @contextmanager
    def held(self) -> Iterator[Crm]:
        """The organization, which nobody changes until the block ends."""
        with self._lock:
            yield self._crm

    def put(self, kind: str, key: str, fields: Mapping[str, Any]) -> Record:
        """Merge fields into a record, new where there is none; null takes a custom value out.

        Raises: KeyError for the kind.
        """
        with self._lock:
            records, moment = self._crm.records[kind], stamp(self.now())
            action = "updated" if key in records else "created"
            record = records.setdefault(key, {"id": key, "date_created": moment})
            record |= {"date_updated": moment, **fields}
            for name in [name for name in fields if name.startswith("custom.")]:
                if record[name] is None:
                    del record[name]
            self._touch_lead(record, moment)
            self._log(kind, record, action, sorted(fields))
            return record

    def remove(self, kind: str, key: str) -> None:
        """Take a record out; with a lead goes all that hangs on it. Raises: KeyError."""
        with self._lock:
            record = self._crm.records[kind].pop(key)
            self._log(kind, record, "deleted")
            if kind == "lead":
                for child, name in self._children(key):
                    self._log(child, self._crm.records[child].pop(name), "deleted")

    def merge(self, source: str, destination: str) -> None:
        """Let a lead go up in another one, with all that hangs on it. Raises: KeyError."""
        with self._lock:
            del self._crm.records["lead"][source]
            for child, name in self._children(source):
                self._crm.records[child][name]["lead_id"] = destination
            kept = self._crm.records["lead"][destination]
            kept["date_updated"] = stamp(self.now())
            self._log("lead", kept, "merged")
            self.events[-1]["meta"] |= {
                "merge_source_lead_id": source, "merge_destination_lead_id": destination,
            }  # fmt: skip

    def _children(self, lead: str) -> list[tuple[str, str]]:
        return [
            (child, name)
            for child in CHILDREN
            for name, one in self._crm.records[child].items()
            if one.get("lead_id") == lead
        ]

    def _touch_lead(self, record: Record, moment: str) -> None:
        """A lead's own stamp moves with its children, without an event."""
        lead = self._crm.records["lead"].get(record.get("lead_id") or "")
        if lead is not None:
            lead["date_updated"] = moment

    def _log(
        self, kind: str, record: Record, action: str, changed: list[str] | None = None
    ) -> None:
        type_ = object_type(kind, record, self._crm)
        now = self.now()
        if action == "updated" and (last := self._folding(type_, record["id"], now)):
            last["date_updated"] = log_stamp(now)
            last["changed_fields"] = sorted({*last["changed_fields"], *(changed or ())})
            return
        number = len(self.events) + 1
        gone = action == "deleted"
        self.events.append({
            "id": made_id("ev", number), "date_created": log_stamp(now),
            "date_updated": log_stamp(now), "organization_id": ORGANIZATION, "user_id": None,
            "request_id": made_id("req", number), "api_key_id": None, "oauth_client_id": None,
            "object_type": type_, "object_id": record["id"],
            "lead_id": record["id"] if kind == "lead" else record.get("lead_id"),
            "action": action, "changed_fields": changed if action == "updated" else [],
            "meta": {"request_method": "DELETE" if gone else "PUT"},
            "data": {} if gone else dict(record), "previous_data": dict(record) if gone else {},
        })  # fmt: skip

    def _folding(self, type_: str, key: str, now: datetime) -> Record | None:
        """The event of the last minutes that a further change of the same record goes into."""
        since = log_stamp(now - FOLDED)
        for event in reversed(self.events):
            same = (event["object_type"], event["object_id"]) == (type_, key)
            if same and event["action"] == "updated" and event["date_updated"] >= since:
                return event
        return None


def log_stamp(moment: datetime) -> str:
    """A time as the event log has it: without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def object_type(kind: str, record: Record, crm: Crm) -> str:
    """How the log calls a record."""
    if kind == "activity":
        return f"activity.{TYPES[record['_type']]}"
    if kind == "custom_field":
        return f"custom_fields.{crm.field_kinds.get(record['id'], 'lead')}"
    return kind
