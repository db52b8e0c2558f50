"""How an event's lists are read, in which order, and what proves them whole."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from extract.kit.answer import head_of, key_text
from extract.kit.brakes import brakes_of
from extract.kit.paging import in_parallel
from extract.kit.spec import Page, Reading
from extract.providers.chronotrack import assumed
from extract.providers.chronotrack.answers import BracketHead
from extract.providers.chronotrack.events import chosen_events
from extract.providers.chronotrack.lists import Walk
from extract.providers.chronotrack.questions import NAMES, question

LISTINGS = {"entries": "entry_listings", "results": "result_listings"}
ENTITIES = (*NAMES, *LISTINGS.values())


def reader(entity: str) -> Callable[[Reading], Iterator[Page]]:
    """A reader of one list of each event."""

    def read(reading: Reading) -> Iterator[Page]:
        events = chosen_events(reading)
        if entity == "brackets":
            reading.known["brackets"] = {}
        before = rows_before(reading, entity, events)
        walks = {
            event: [Walk(reading, question(reading, entity, event, one)) for one in asks]
            for event, asks in asked_for(reading, entity, events).items()
        }
        streams = [pages_of(several) for several in walks.values()]
        workers = int(reading.connection.settings.get("in_flight", assumed.IN_FLIGHT))
        for page in in_parallel(streams, workers=workers):
            if entity == "brackets":
                remember_brackets(reading, page)
            yield page
        settle(reading, entity, walks, before)

    return read


def pages_of(walks: Sequence[Walk]) -> Iterator[Page]:
    """The pages of one event's lists, one list after the other."""
    for walk in walks:
        yield from walk.pages()


def asked_for(
    reading: Reading, entity: str, events: Sequence[str]
) -> dict[str, list[dict[str, str] | None]]:
    """What is asked of each event: one list, and of results one more for each kind of ranking."""
    if entity != "results":
        return {event: [None] for event in events}
    brackets = reading.connection.settings.get("brackets", assumed.BRACKETS)
    if brackets and "brackets" not in reading.known:
        notes = list(reading.notes)
        for _ in reader("brackets")(reading):
            pass
        reading.notes[:], reading.upstream_total = notes, None
    ranked: dict[str, set[str]] = reading.known.get("brackets", {})
    return {
        event: [
            {"interval": "ALL"},
            *({"bracket": one} for one in brackets if one in ranked.get(event, ())),
        ]
        for event in events
    }


def remember_brackets(reading: Reading, page: Page) -> None:
    """Takes note of the kinds and names of an event's brackets of which a ranking is wanted."""
    event = msgspec.json.decode(page.context)["event_id"]
    wanted: set[str] = reading.known["brackets"].setdefault(event, set())
    for row in page.rows:
        head = head_of(row, BracketHead)
        if head is not None and key_text(head.bracket_wants_leaderboard) == "1":
            wanted |= {str(head.bracket_type), str(head.bracket_name)}


def rows_before(reading: Reading, entity: str, events: Sequence[str]) -> Counter[str]:
    """How many rows each event had when it was last read to its end; else how many are held."""
    before: Counter[str] = Counter()
    if entity not in LISTINGS:
        return before
    for held in reading.held(LISTINGS[entity]):
        before[held.key] = held.context["rows"]
    if set(events) - set(before):
        never = Counter(one.context["event_id"] for one in reading.held(entity))
        before.update({event: rows for event, rows in never.items() if event not in before})
    return before


def settle(
    reading: Reading, entity: str, walks: dict[str, list[Walk]], before: Counter[str]
) -> None:
    """Says what is missing, counts together, and remembers the events that were read whole."""
    every = [walk for several in walks.values() for walk in several]
    for gap in filter(None, (walk.gap for walk in every)):
        reading.leave_out(gap)
    unranked = unranked_events(reading, entity, walks)
    rows = {
        event: len(set[str]().union(*(walk.keys for walk in several)))
        for event, several in walks.items()
    }
    totals = [walk.agreed for walk in every]
    # Rows that two questions share land once, so that their counts cannot be held against them.
    if totals and sum(total or 0 for total in totals) == sum(rows.values()) and None not in totals:
        reading.upstream_total = sum(rows.values())
    if entity not in LISTINGS:
        return
    whole: dict[str, int] = reading.known.setdefault(LISTINGS[entity], {})
    for event, several in walks.items():
        if event in unranked or any(walk.gap is not None for walk in several):
            continue
        if is_braked(reading, entity, rows[event], before[event]):
            reading.leave_out(
                f"event {event}: {rows[event]} {entity} where {before[event]} were; the others "
                "stay until the sync is run with --accept"
            )
        else:
            whole[event] = rows[event]
    reading.known[f"{entity}_notes"] = list(reading.notes)


def unranked_events(
    reading: Reading, entity: str, walks: dict[str, list[Walk]]
) -> Mapping[str, str]:
    """The events whose results lack rankings, as their brackets could not be read, and why."""
    if entity == "brackets":
        gaps = {event: one.gap for event, several in walks.items() for one in several}
        reading.known["unranked"] = {event: gap for event, gap in gaps.items() if gap}
    if entity != "results" or not reading.connection.settings.get("brackets", assumed.BRACKETS):
        return {}
    unranked: dict[str, str] = reading.known.get("unranked", {})
    for event, gap in unranked.items():
        reading.leave_out(f"event {event}: its rankings were not asked for, since {gap}")
    return unranked


def is_braked(reading: Reading, entity: str, rows: int, before: int) -> bool:
    """Whether an event lost more rows at once than the connection's brake lets go by itself."""
    brakes = brakes_of(reading.connection, ENTITIES)[entity]
    return not reading.accept and brakes.stops(rows, before)


def listings(entity: str) -> Callable[[Reading], Iterator[Page]]:
    """A reader of the events whose list of `entity` this same load has read to its proven end."""

    def read(reading: Reading) -> Iterator[Page]:
        if f"{entity}_notes" not in reading.known:
            reading.leave_out(f"{entity} were not read in this load")
        reading.notes += reading.known.get(f"{entity}_notes", [])
        for event, rows in reading.known.get(LISTINGS[entity], {}).items():
            listing = msgspec.json.encode({"event_id": event, "rows": rows})
            # The count stands in the context too, for the next load's reader to find.
            yield Page([msgspec.Raw(listing)], listing, reading.now(), f"event {event}")

    return read
