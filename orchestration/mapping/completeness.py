"""Whether everybody who is to start goes to one scoring event, or is kept back by decision."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from extract.kit.destination import Warehouse, open_warehouse
from orchestration.generations.served import require_served
from orchestration.mapping.feeds import Feed, Feeds, Place, read_feeds
from orchestration.mapping.settings import record_settings
from orchestration.workplace import Workplace

PEOPLE = """
    select people.connection, people.race_id, people.event_id, people.event_name, people.choice,
        people.timing_partner_id, events.race_name, events.event_date, people.number
    from (
        select connection, race_id, event_id, event_name, event_key, choice, timing_partner_id,
            count(*) as number
        from race.unified_participants
        where status = 'active'
        group by connection, race_id, event_id, event_name, event_key, choice, timing_partner_id
    ) as people
    left join race.unified_events as events on people.event_key = events.event_key
    order by people.connection, people.race_id, people.event_name, people.event_id, people.choice
"""
Status = Literal["sent", "excluded", "unmapped", "unknown_event", "no_event", "sent_twice"]
WELL = ("sent", "excluded")


@dataclass(frozen=True)
class Group:
    """The active registrations of one event and choice, and where they go; `text` says it."""

    place: Place
    timing_partner_id: str | None
    race_name: str | None
    event_date: date | None
    people: int
    status: Status
    text: str

    @property
    def is_well(self) -> bool:
        """Whether its people go to one scoring event, or somebody decided that they do not."""
        return self.status in WELL

    def __str__(self) -> str:
        """The group as a timer would look for it."""
        choice = f", {self.place.choice}" if self.place.choice else ""
        return f"{self.race_name or self.place.race_id}: {self.place.event_name}{choice}"


@dataclass(frozen=True)
class Completeness:
    """Every group that was looked at, those that are amiss first; `past` were left out."""

    groups: tuple[Group, ...]
    past: int

    @property
    def is_complete(self) -> bool:
        """Whether nobody is without a place and nobody has two."""
        return all(group.is_well for group in self.groups)


def check(place: Workplace, *, now: datetime, with_past: bool = False) -> Completeness:
    """What becomes of every active registration, of events that are not over by `now`.

    Raises: NothingServed before the first build.
    """
    connections = list(place.connections().values())
    with open_warehouse(place.target) as warehouse:
        require_served(warehouse, "race", "unified_participants")
        record_settings(warehouse, connections)
        feeds = read_feeds(warehouse, connections)
        groups = read_groups(warehouse, feeds)
    # A day is over everywhere half a day after it has ended in UTC.
    today = (now - timedelta(hours=12)).date()
    shown = [
        one for one in groups if with_past or one.event_date is None or one.event_date >= today
    ]
    return Completeness(tuple(sorted(shown, key=lambda one: one.is_well)), len(groups) - len(shown))


def read_groups(warehouse: Warehouse, feeds: Feeds) -> list[Group]:
    """The active registrations by event and choice, with what becomes of them."""
    found = []
    for *where, partner, race_name, day, people in warehouse.fetch(PEOPLE):
        place = Place(*where)
        status, text = judge(place, feeds.of(place))
        found.append(Group(place, partner, race_name, day, people, status, text))
    return found


def judge(place: Place, feeds: list[Feed]) -> tuple[Status, str]:
    """What becomes of the people of a place, in one word and in words."""
    if not (place.event_name or "").strip():
        return "no_event", "the registrations name no event"
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for feed in feeds:
        to = f"{feed.scoring_event} ({feed.scoring_connection}, race {feed.scoring_race})"
        texts[feed.kind].append(to if feed.kind == "sent" else feed.text)
    if sent := texts["sent"]:
        return ("sent" if len(sent) == 1 else "sent_twice"), "; ".join(sent)
    if unknown := texts["unknown_event"]:
        return "unknown_event", "; ".join(unknown)
    if excluded := texts["excluded_event"]:
        return "excluded", f"never sent, by {'; '.join(dict.fromkeys(excluded))}"
    return "unmapped", "feeds no scoring connection: nobody of it would be sent"
