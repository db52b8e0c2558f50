"""How ChronoTrack's lists are read: which events, in which order, and what proves them whole."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec

from extract.kit.answer import head_of, key_text
from extract.kit.brakes import brakes_of
from extract.kit.errors import NotFound, ProviderError, Where
from extract.kit.paging import in_parallel
from extract.kit.spec import Identity, Page, Reading
from extract.providers.chronotrack import answers, assumed
from extract.providers.chronotrack.answers import BracketHead, EventHead, seconds
from extract.providers.chronotrack.lists import Question, Walk

NAMES = {
    "events": "event", "races": "event_race", "entries": "event_entry",
    "reg_choices": "event_reg_choice", "waves": "event_wave", "intervals": "event_interval",
    "brackets": "event_bracket", "results": "event_results",
}  # fmt: skip
LISTINGS = {"entries": "entry_listings", "results": "result_listings"}
ENTITIES = (*NAMES, *LISTINGS.values())
SHRINK_LIMIT_PCT = 20.0
Told = tuple[type[msgspec.Struct], Callable[[Any, dict[str, Any]], Identity]]


def identify_by(field: str, head: Any, _context: dict[str, Any]) -> Identity:
    """A record is its id."""
    return Identity(key_text(getattr(head, field)))


TOLD_APART: dict[str, Told] = {
    "events": (EventHead, partial(identify_by, "event_id")),
    "races": (answers.RaceHead, partial(identify_by, "race_id")),
    "entries": (answers.EntryHead, partial(identify_by, "entry_id")),
    "reg_choices": (answers.RegChoiceHead, partial(identify_by, "reg_choice_id")),
    "waves": (answers.WaveHead, answers.identify_wave),
    "intervals": (answers.IntervalHead, partial(identify_by, "interval_id")),
    "brackets": (BracketHead, partial(identify_by, "bracket_id")),
    "results": (answers.ResultHead, answers.identify_result),
    "entry_listings": (answers.ListingHead, partial(identify_by, "event_id")),
    "result_listings": (answers.ListingHead, partial(identify_by, "event_id")),
}


def question(
    reading: Reading, entity: str, event: str = "", asked: dict[str, str] | None = None
) -> Question:
    """What is asked for one entity, of one event where there is one; `asked` is for results."""
    settings, test = reading.connection.settings, {}
    if settings.get("test_data", assumed.TEST_DATA):
        test = {"events": {"include_test_events": "true"}}
        test["entries"] = {"include_test_entries": "true"}
    params: dict[str, dict[str, str]] = {
        "races": {"include_not_wants_results": "true"},
        "entries": {
            "contact_details": "true",
            "need_athlete_birthdate": "true",
            "include_all_fields": "true",
        },
    }
    path, context = "/event", dict[str, Any]()
    if event:
        last = {**assumed.PATHS, **settings.get("paths", {})}[entity]
        path, context = f"/event/{quote(event, safe='')}/{last}", {"event_id": event}
    if entity == "results":
        both = {"interval": None, "bracket": None, **(asked or {})}
        context |= {"race_id": None, **both}
    names = (NAMES[entity], *assumed.ALIASES[entity], *settings.get("aliases", {}).get(entity, ()))
    told = TOLD_APART[entity]
    sent = {**params.get(entity, {}), **test.get(entity, {}), **(asked or {})}
    return Question(entity, path, names, *told, params=sent, context=context)


def read_events(reading: Reading) -> Iterator[Page]:
    """The events that the connection names, else all of the account; remembers which are near."""
    chosen: list[str] = []
    reading.known["left_out"] = []
    if named := reading.connection.settings.get("events"):
        ids = [str(one) for one in named]
        unread = {one.key for one in reading.held("events")} - set(ids)
        if unread:
            left_out(reading, f"{len(unread)} known events are not among the setting events")
        for event in ids:
            yield from one_event(reading, event, chosen)
    else:
        yield from all_events(reading, chosen)
    reading.known["events"] = list(dict.fromkeys(chosen))


def one_event(reading: Reading, event: str, chosen: list[str]) -> Iterator[Page]:
    """The page of one event, remembered; noted where there is none.

    Raises: BadReply when the answer is no event.
    """
    path = f"/event/{quote(event, safe='')}"
    where = Where("chronotrack", reading.connection.slug, "events", path)
    try:
        reply = reading.session.get_reply(path, {"elide_json": "false"}, entity="events")
        record = answers.object_of(reply, "event", where)
    except NotFound as refusal:
        left_out(reading, f"event {event} left out: {refusal.seen}")
        return
    except ProviderError as error:
        # The provider's own words may repeat what it was sent.
        error.hide(reading.session.redactor.clean)
        raise
    chosen.append(event)
    yield Page([record], b"{}", reading.now(), f"event {event}")


def all_events(reading: Reading, chosen: list[str]) -> Iterator[Page]:
    """Pages of the account's events; those that are near their day are remembered."""
    settings, far = reading.connection.settings, 0
    before = timedelta(days=float(settings.get("days_before", assumed.DAYS_BEFORE)))
    after = timedelta(days=float(settings.get("days_after", assumed.DAYS_AFTER)))
    walk = Walk(reading, question(reading, "events"))
    for page in walk.pages():
        for row in page.rows:
            head = head_of(row, EventHead)
            event = key_text(head.event_id) if head is not None else None
            if head is None or event is None:
                continue
            start = seconds(head.event_start_time)
            # An event without a readable day is read, for it may be today's.
            if start is None or start - before <= reading.now() <= start + after:
                chosen.append(event)
            else:
                far += 1
        yield page
    if far:
        reading.known["left_out"].append(f"{far} events are not near their day and were not read")
    if walk.gap is not None:
        left_out(reading, walk.gap)
    reading.upstream_total = walk.agreed


def left_out(reading: Reading, note: str) -> None:
    """Notes what could not be read, for the events and for all that is reached through them."""
    reading.known["left_out"].append(note)
    reading.leave_out(note)


def chosen_events(reading: Reading) -> list[str]:
    """The ids of the events to be read, found out now if this sync has not read events yet."""
    if "events" not in reading.known:
        for _ in read_events(reading):
            pass
    reading.notes[:] = reading.known["left_out"]
    reading.upstream_total = None
    events: list[str] = reading.known["events"]
    return events


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
    totals = [walk.agreed for walk in every]
    known = [total for total in totals if total is not None]
    reading.upstream_total = sum(known) if known and len(known) == len(totals) else None
    if entity not in LISTINGS:
        return
    whole: dict[str, int] = reading.known.setdefault(LISTINGS[entity], {})
    for event, several in walks.items():
        if any(walk.gap is not None for walk in several):
            continue
        rows = len(set[str]().union(*(walk.keys for walk in several)))
        if is_braked(reading, entity, rows, before[event]):
            reading.leave_out(
                f"event {event}: {rows} {entity} where {before[event]} were; the others stay "
                "until the sync is run with --accept"
            )
        else:
            whole[event] = rows
    reading.known[f"{entity}_notes"] = list(reading.notes)


def is_braked(reading: Reading, entity: str, rows: int, before: int) -> bool:
    """Whether an event lost more rows at once than the connection's brake lets go by itself."""
    brakes = brakes_of(reading.connection, ENTITIES)[entity]
    if reading.accept or (not rows and brakes.empty_allowed):
        return False
    limit = SHRINK_LIMIT_PCT if brakes.shrink_limit_pct is None else brakes.shrink_limit_pct
    return rows < before * (100 - limit) / 100


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
