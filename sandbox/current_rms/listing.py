"""Pages of a list: numbered from 1, with the counts that stand in `meta`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sandbox.current_rms.assumed import LARGEST_PAGE, PAGE_SIZE
from sandbox.current_rms.filtering import Pairs, in_mode, in_order, matching
from sandbox.current_rms.switches import Switches
from sandbox.races import Record

ACTION_FIELDS = frozenset(
    {"id", "subject_id", "subject_type", "action_type", "created_at", "updated_at"}
)
OPPORTUNITY_FIELDS = frozenset({
    "id", "subject", "number", "state", "status", "member_id", "owned_by", "starts_at", "ends_at",
    "open_ended_rental", "created_at", "updated_at",
})  # fmt: skip


@dataclass
class Lists:
    """What questions found, for as long as nothing changes: each page asks the same one."""

    version: int = -1
    found: dict[tuple[object, ...], list[Record]] = field(default_factory=dict)

    def of(
        self, version: int, question: tuple[object, ...], find: Callable[[], list[Record]]
    ) -> list[Record]:
        """The rows that a question finds."""
        if version != self.version:
            self.version, self.found = version, {}
        if question not in self.found:
            self.found[question] = find()
        return self.found[question]


def found(rows: Sequence[Record], pairs: Pairs, switches: Switches, *, moded: bool) -> list[Record]:
    """The rows that a question asks for, in its order. Raises: UnknownFilter."""
    known = OPPORTUNITY_FIELDS if moded else ACTION_FIELDS
    strict, ignored = switches.unknown_filters_fail, set(switches.ignored)
    chosen = matching(rows, pairs, known=known, strict=strict, ignored=ignored)
    if moded:
        modes = [value for name, value in pairs if name in ("filtermode", "filtermode[]")]
        chosen = in_mode(chosen, modes, switches.default_mode)
    return in_order(chosen, pairs)


def page(rows: Sequence[Record], pairs: Pairs) -> tuple[list[Record], Record]:
    """The rows of the page that is asked for, and its `meta`."""
    asked = dict(pairs)
    size = min(max(int(asked.get("per_page", PAGE_SIZE)), 1), LARGEST_PAGE)
    number = max(int(asked.get("page", 1)), 1)
    shown = list(rows[(number - 1) * size : number * size])
    meta = {
        "total_row_count": len(rows), "row_count": len(shown), "page": number, "per_page": size,
    }  # fmt: skip
    return shown, meta
