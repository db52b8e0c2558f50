"""The switches of the server: its limits, and where it is to answer otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RESOURCES = frozenset({"lead", "contact", "opportunity", "activity", "user", "custom_field"})
THROTTLES: Mapping[str, Mapping[str, str]] = {
    "commas": {"RateLimit": "limit=100, remaining=0, reset=3"},
    "semicolons": {"RateLimit": "limit=240; remaining=0; reset=3"},
    "legacy": {
        "X-Rate-Limit-Limit": "16", "X-Rate-Limit-Remaining": "0",
        "X-Rate-Limit-Reset": "2.034311",
    },
    "reset": {"RateLimit-Reset": "3"},
    "retry_after": {"Retry-After": "3"},
    "body": {},
}  # fmt: skip


@dataclass(frozen=True)
class Switches:
    """How the server answers; resources go by their path's name (`lead`, `custom_field`).

    limits, skips: the largest `_limit` and `_skip` of a resource. page_cap: fewer rows a page
    than asked, without a word. skip_error: `old` or `new` words for a `_skip` too far. closed: a
    path that is refused with a status. search_rows: most rows of one search. cursor_calls: after so
    many searches a cursor is too old. counts: whether a search says how many it found.
    event_days: how far the log goes back. ignores_skip: every page is the first. no_more: lists
    do not say whether there are more.
    """

    limits: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(RESOURCES, 200))
    skips: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(RESOURCES, 250_000))
    page_cap: int | None = None
    skip_error: str = "new"
    closed: Mapping[str, int] = field(default_factory=dict)
    search_rows: int = 10_000
    cursor_calls: int | None = None
    counts: bool = True
    event_days: int = 30
    ignores_skip: bool = False
    no_more: bool = False

    def __post_init__(self) -> None:
        """Refuse a name that no switch acts on, which would otherwise do nothing."""
        for names in (self.limits, self.skips):
            if unknown := sorted(set(names) - RESOURCES):
                raise ValueError(f"unknown resource {unknown[0]!r}; known: {sorted(RESOURCES)}")
        if self.skip_error not in ("old", "new"):
            raise ValueError(f"unknown words {self.skip_error!r}; known are old, new")
