"""A registration provider in memory, which tells a runner whose result is written while it may."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from push.kit.plan import Change
from push.publishing.plan import Row
from push.publishing.publisher import Call, Head, Held, Place, ResultSet
from push.publishing.results import Result


@dataclass
class Kept:
    """One result set: what it is to be, and its rows."""

    head: Head
    rows: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class MemoryPublisher:
    """`before` and `after` are called around each write; what they raise is what it raises."""

    sets_made: dict[str, Kept] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    before: Callable[[Call], None] = lambda _call: None
    after: Callable[[Call], None] = lambda _call: None
    name: str = "memory"
    batch_size: int = 2
    can_notify: bool = True

    def problem(self, _result: Result) -> str:
        return ""

    def differences(self, fields: Mapping[str, str], held: Held) -> tuple[Change, ...]:
        return tuple(
            Change(name, held.fields.get(name, ""), value)
            for name, value in fields.items()
            if held.fields.get(name, "") != value
        )

    def sets(self, _place: Place) -> list[ResultSet]:
        return [
            ResultSet(number, kept.head.name, kept.head.source, kept.head.is_public,
                      kept.head.is_preliminary)
            for number, kept in self.sets_made.items()
        ]  # fmt: skip

    def read(self, _place: Place, set_id: str) -> Iterator[Held]:
        for record_id, fields in self.sets_made[set_id].rows.items():
            yield Held(record_id, record_id, record_id, dict(fields))

    def new_set(self, _place: Place, head: Head) -> Call:
        return Call("new", "", {}, {"head": head})

    def edit_set(self, _place: Place, set_id: str, head: Head) -> Call:
        return Call("edit", set_id, {}, {"head": head})

    def show_set(self, _place: Place, set_id: str) -> Call:
        return Call("show", set_id, {}, {"is_public": True})

    def hide_set(self, _place: Place, set_id: str) -> Call:
        return Call("show", set_id, {}, {"is_public": False})

    def send(self, _place: Place, set_id: str, rows: Sequence[Row]) -> Call:
        return Call("send", set_id, {}, {row.record_id: dict(row.fields) for row in rows})

    def can_retract(self, _record_id: str) -> bool:
        return True

    def retract(self, _place: Place, set_id: str, rows: Sequence[Row]) -> Call:
        return Call("retract", set_id, {}, {"ids": [row.record_id for row in rows]})

    def run(self, call: Call) -> None:
        self.before(call)
        getattr(self, f"_{call.name}")(call.path, call.content)
        self.after(call)

    def _new(self, _set_id: str, content: Mapping[str, Any]) -> None:
        self.sets_made[str(len(self.sets_made) + 1)] = Kept(content["head"])

    def _edit(self, set_id: str, content: Mapping[str, Any]) -> None:
        self.sets_made[set_id].head = content["head"]

    def _show(self, set_id: str, content: Mapping[str, Any]) -> None:
        kept = self.sets_made[set_id]
        kept.head = replace(kept.head, is_public=content["is_public"])

    def _send(self, set_id: str, content: Mapping[str, Any]) -> None:
        kept = self.sets_made[set_id]
        kept.rows |= content
        if kept.head.is_public and kept.head.is_notifying:
            finished = [key for key, row in content.items() if row["status"] == "finished"]
            self.told += finished

    def _retract(self, set_id: str, content: Mapping[str, Any]) -> None:
        for record_id in content["ids"]:
            self.sets_made[set_id].rows.pop(record_id, None)
