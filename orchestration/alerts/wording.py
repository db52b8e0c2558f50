"""What alerts say. What others wrote, such as a provider's answer, becomes plain and short."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from orchestration.alerts.delivering import Kind, Message, Told

SHOWN, ERROR_CHARACTERS = 10, 240
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
# Letters with which a chat calls people, links or styles.
CALLING = str.maketrans({"@": "(at)", "<": "(", ">": ")", "`": "'", "*": "", "|": "/"})


@dataclass(frozen=True)
class Alert:
    """A job that failed for good; `recovered_at` is when its like was completed again, in UTC."""

    job_id: str
    operation: str
    domain: str
    connection: str
    error: str | None
    failed_at: datetime
    raised_at: datetime
    recovered_at: datetime | None

    @property
    def what(self) -> str:
        """The operation, and of what."""
        return f"{self.operation} of {self.connection or self.domain}"


def plain(text: str, limit: int = ERROR_CHARACTERS) -> str:
    """`text` on one line, without anything that a mail or a chat would act on."""
    line = UNPRINTABLE.sub(" ", text).translate(CALLING)
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def tell(failed: Sequence[Alert], recovered: Sequence[Alert]) -> Message:
    """One message of everything that failed for good and of everything that works again."""
    again = {one.what: one for one in recovered}
    parts = []
    if failed:
        parts.append(f"{_count(len(failed), 'sync')} failed for good")
    if again:
        parts.append(f"{_count(len(again), 'sync')} {'works' if len(again) == 1 else 'work'} again")
    lines = [*_failures(failed), *_recoveries(list(again.values()))]
    told: Told = (
        *((one.job_id, "failed") for one in failed),
        *((one.job_id, "recovered") for one in recovered),
    )
    kind: Kind = "failure" if failed else "success"
    return Message(f"syncline: {', '.join(parts)}", "\n".join(lines), kind, told)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _failures(failed: Sequence[Alert]) -> Iterable[str]:
    for one in islice(failed, SHOWN):
        yield (
            f"- {one.what}, {one.failed_at:%Y-%m-%d %H:%M} UTC, job {one.job_id}: "
            f"{plain(one.error or 'no reason was given')}"
        )
    if len(failed) > SHOWN:
        yield f"- and {len(failed) - SHOWN:,} more"
    if failed:
        yield "No further try is made by itself. See them all: syncline alerts list"


def _recoveries(again: Sequence[Alert]) -> Iterable[str]:
    for one in islice(again, SHOWN):
        yield f"- {one.what} works again since {one.recovered_at:%Y-%m-%d %H:%M} UTC"
    if len(again) > SHOWN:
        yield f"- and {len(again) - SHOWN:,} more work again"


def sign_of_life(hours: float, completed: int, still: Sequence[Alert]) -> Message:
    """The message whose absence says that alerts do not arrive."""
    lines = [
        f"{_count(completed, 'sync')} completed since the last sign of life.",
        *(f"- {what} has failed and does not work yet" for what in _names(still)),
        f"This comes every {hours:g} hours. When it stays away, alerts do not arrive.",
    ]
    return Message("syncline: alerts arrive", "\n".join(lines))


def _names(alerts: Sequence[Alert]) -> Iterable[str]:
    return islice(dict.fromkeys(one.what for one in alerts), SHOWN)


def trial(who: str) -> Message:
    """The message by which a person tries a channel."""
    return Message("syncline: a test", f"{plain(who)} sent this to see whether alerts arrive.")
