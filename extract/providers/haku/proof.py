"""When a list may say who is gone: what the last proven one held is what it is measured by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from extract.kit.brakes import Brakes, brakes_of
from extract.kit.spec import Reading
from extract.providers.haku.pages import ENTITIES, LISTINGS, REGISTRATIONS


class Listing(NamedTuple):
    """An event's list that was read to its proven end, from `since` to `read_at`."""

    event_id: str
    rows: int
    since: datetime
    read_at: datetime


@dataclass(frozen=True)
class Judge:
    """Tells a list that lost too many rows to be believed without a person's consent.

    `listed` holds the rows of each event's last listing, `held` the numbers that came since it
    began, or ever where there is none.
    """

    brakes: Brakes
    accept: bool
    listed: Mapping[str, int]
    held: Mapping[str, Collection[str]]

    def misses(self, event_id: str, seen: Collection[str]) -> bool:
        """Whether a registration is absent that was there before."""
        return not set(self.held.get(event_id, ())) <= set(seen)

    def doubt(self, event_id: str, rows: int) -> str | None:
        """Why a list of so many rows is not believed; None when it is."""
        before = self.listed.get(event_id, len(self.held.get(event_id, ())))
        if self.accept or not self.brakes.stops(rows, before):
            return None
        return (
            f"{rows} rows where there were {before}. If the others are really gone, run the sync "
            "with --accept"
        )


def judge_of(reading: Reading) -> Judge:
    """What earlier loads know of the lists, and the brakes of the connection."""
    listings = {one.key: one.context for one in reading.held(LISTINGS)}
    since = {
        key: datetime.fromisoformat(one["since"]) for key, one in listings.items() if "since" in one
    }
    held: dict[str, set[str]] = {}
    for one in reading.held(REGISTRATIONS):
        event_id = str(one.context["event_id"])
        if event_id not in since or one.extracted_at >= since[event_id]:
            held.setdefault(event_id, set()).add(one.key.removeprefix(f"{event_id}|"))
    return Judge(
        brakes_of(reading.connection, ENTITIES)[REGISTRATIONS],
        reading.accept,
        {key: int(one["rows"]) for key, one in listings.items()},
        held,
    )
