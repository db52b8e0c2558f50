"""Planned misbehaviour: what goes wrong, at which call, and how often."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

WAITS = frozenset({"latency", "hook"})
REPLIES = frozenset({
    "status", "error_body", "cut", "lost_reply", "slow", "invalid_utf8", "empty_page",
    "went_empty", "repeat_page", "mojibake", "gzip_without_header",
})  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One request as the server saw it; `query` keeps the last value of a repeated name."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Path and query in one lower-case text, for matching."""
        query = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.path}?{query}".lower()


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong at calls whose path and query contain `path`.

    The first `skip` matching calls pass, the next `times` are hit (None: all of them).
    status, headers: for kind `status`. error_code, error_msg: for `error_body`, in the provider's
    own shape. seconds: for `slow` (in the middle of the body) and `latency` (before the handler).
    run: for `hook`, called before the handler.
    """

    kind: str
    path: str = ""
    times: int | None = 1
    skip: int = 0
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    error_code: int = 14
    error_msg: str = "Request throttled."
    seconds: float = 0.0
    run: Callable[[], object] | None = None

    def __post_init__(self) -> None:
        """Refuse a kind that no server knows, which would otherwise never strike."""
        if self.kind not in WAITS | REPLIES:
            known = ", ".join(sorted(WAITS | REPLIES))
            raise ValueError(f"unknown kind of fault {self.kind!r}; known are {known}")


class Faults:
    """The faults still to come, safe to change while the server is answering."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Plan one more fault."""
        with self._lock:
            self._planned.append(fault)

    def before(self, path: str, run: Callable[[], object], *, call: int = 1) -> None:
        """Plan that `run` is called just before the matching call of this number (from 1)."""
        self.add(Fault(kind="hook", path=path, skip=call - 1, run=run))

    def clear(self) -> None:
        """Forget every planned fault."""
        with self._lock:
            self._planned.clear()

    def planned(self) -> list[dict[str, Any]]:
        """The faults still to come, as plain data."""
        with self._lock:
            return [asdict(replace(fault, run=None)) for fault in self._planned]

    def take(self, call: Call) -> list[Fault]:
        """The faults that hit this call: any number of waits and at most one spoilt reply."""
        with self._lock:
            hits: list[Fault] = []
            kept: list[Fault] = []
            for fault in self._planned:
                kept.extend(self._strike(fault, call, hits))
            self._planned = kept
            return hits

    @staticmethod
    def _strike(fault: Fault, call: Call, hits: list[Fault]) -> list[Fault]:
        """What is left of a fault after this call; a hit is added to `hits`."""
        if fault.path.lower() not in call.target:
            return [fault]
        if fault.skip:
            return [replace(fault, skip=fault.skip - 1)]
        if fault.kind in REPLIES and any(hit.kind in REPLIES for hit in hits):
            return [fault]
        hits.append(fault)
        if fault.times is None:
            return [fault]
        return [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
