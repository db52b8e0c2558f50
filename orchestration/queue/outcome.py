"""What became of one attempt at a job, as whoever executed it tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

# Of an attempt's result: the served models that what it pulled is not in before a build.
WAITING = "waiting_for_build"


@dataclass(frozen=True)
class Ran:
    """The run that executed the attempt and how it ended.

    `is_final` where no retry helps, as with a brake. `result` counts: records, load_ids, flipped.
    """

    run_id: str
    state: Literal["completed", "failed", "cancelled"]
    error: str | None = None
    is_final: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)
