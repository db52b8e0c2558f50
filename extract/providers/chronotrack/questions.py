"""What ChronoTrack is asked for each entity, and what its rows are told apart by."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec

from extract.kit.answer import key_text
from extract.kit.spec import Identity, Reading
from extract.providers.chronotrack import answers, assumed
from extract.providers.chronotrack.lists import Question

NAMES = {
    "events": "event", "races": "event_race", "entries": "event_entry",
    "reg_choices": "event_reg_choice", "waves": "event_wave", "intervals": "event_interval",
    "brackets": "event_bracket", "results": "event_results",
}  # fmt: skip
PARAMS = {
    "races": {"include_not_wants_results": "true"},
    "entries": {
        "contact_details": "true",
        "need_athlete_birthdate": "true",
        "include_all_fields": "true",
    },
}
TEST_PARAMS = {
    "events": {"include_test_events": "true"},
    "entries": {"include_test_entries": "true"},
}
Told = tuple[type[msgspec.Struct], Callable[[Any, dict[str, Any]], Identity]]


def identify_by(field: str, head: Any, _context: dict[str, Any]) -> Identity:
    """A record is its id."""
    return Identity(key_text(getattr(head, field)))


TOLD_APART: dict[str, Told] = {
    "events": (answers.EventHead, partial(identify_by, "event_id")),
    "races": (answers.RaceHead, partial(identify_by, "race_id")),
    "entries": (answers.EntryHead, partial(identify_by, "entry_id")),
    "reg_choices": (answers.RegChoiceHead, partial(identify_by, "reg_choice_id")),
    "waves": (answers.WaveHead, answers.identify_wave),
    "intervals": (answers.IntervalHead, partial(identify_by, "interval_id")),
    "brackets": (answers.BracketHead, partial(identify_by, "bracket_id")),
    "results": (answers.ResultHead, answers.identify_result),
    "entry_listings": (answers.ListingHead, partial(identify_by, "event_id")),
    "result_listings": (answers.ListingHead, partial(identify_by, "event_id")),
}


def question(
    reading: Reading, entity: str, event: str = "", asked: dict[str, str] | None = None
) -> Question:
    """What is asked for one entity, of one event where there is one; `asked` is for results."""
    settings = reading.connection.settings
    path, context = "/event", dict[str, Any]()
    if event:
        last = {**assumed.PATHS, **settings.get("paths", {})}[entity]
        path, context = f"/event/{quote(event, safe='')}/{last}", {"event_id": event}
    if entity == "results":
        context |= {"race_id": None, "interval": None, "bracket": None, **(asked or {})}
    params = {**PARAMS.get(entity, {}), **(asked or {})}
    if settings.get("test_data", assumed.TEST_DATA):
        params |= TEST_PARAMS.get(entity, {})
    names = (NAMES[entity], *assumed.ALIASES[entity], *settings.get("aliases", {}).get(entity, ()))
    return Question(entity, path, names, *TOLD_APART[entity], params=params, context=context)
