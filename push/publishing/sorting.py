"""Sorts results: to be published, not yet over, published by another provider, or held back."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from push.publishing.job import Feed
from push.publishing.plan import HeldBack
from push.publishing.results import Result, plain_bib


@dataclass
class Sorted:
    """Every result of the scoring event, in one of the four; `wanted` by record id.

    A wanted result is its name and its content, and its own key is in `keys`. `waiting` counts by
    status, `elsewhere` by connection.
    """

    wanted: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    waiting: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)
    held_back: list[HeldBack] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def hold(self, result: Result, reason: str) -> None:
        """Holds a result back."""
        self.held_back.append(HeldBack(result.record_id, result.name, result.bib, reason))


def _takes_all(_result: Result) -> str:
    return ""


def sort_results(feed: Feed, problem: Callable[[Result], str] = _takes_all) -> Sorted:
    """Which results go to the event, and why the others do not; `problem` is the provider's."""
    found = Sorted()
    able = []
    for result in feed.results:
        if result.status not in feed.statuses:
            found.waiting[result.status] += 1
        elif result.connection not in (None, feed.connection):
            found.elsewhere[str(result.connection)] += 1
        elif reason := _objection(feed, result) or problem(result):
            found.hold(result, reason)
        else:
            able.append(result)
    _take(found, able)
    return found


def _take(found: Sorted, able: Sequence[Result]) -> None:
    """Takes the results that are told apart: by two of one bib a provider may mistake a row."""
    bibs = Counter(plain_bib(result.bib) for result in able if result.bib)
    for result in able:
        if bibs[plain_bib(result.bib)] > 1:
            found.hold(result, f"bib {result.bib} is there twice")
        elif result.record_id in found.wanted:
            found.hold(result, "a second result of the same registration")
        else:
            found.wanted[result.record_id] = (result.name, content(result))
            found.keys.add(result.result_key)


def content(result: Result) -> dict[str, str]:
    """What is published of a result, as texts; times in milliseconds."""
    is_finished = result.status == "finished"
    fields = {
        "status": result.status,
        "place": _text(result.overall_rank) if is_finished else "",
        "gun_time": _text(result.gun_time_ms) if is_finished else "",
        "chip_time": _text(result.chip_time_ms) if is_finished else "",
        "bib_number": result.bib,
    }
    if result.registration_id is None:
        fields |= {
            "first_name": (result.first_name or "").strip(),
            "last_name": (result.last_name or "").strip(),
            "gender": result.gender or "",
        }
    return fields


def _times(result: Result) -> list[int]:
    return [time for time in (result.gun_time_ms, result.chip_time_ms) if time is not None]


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _objection(feed: Feed, result: Result) -> str:
    """Why a result is held back; empty when it is not."""
    if result.status == "finished" and result.gun_time_ms is None:
        return "finished, but without a time"
    if result.status == "finished" and min(_times(result)) <= 0:
        return "finished, but with a time that is not above zero"
    if result.participant_key is None:
        return _without_registration(feed, result)
    return _with_registration(feed, result)


def _with_registration(feed: Feed, result: Result) -> str:
    if result.event_key != feed.event_key:
        return f"registered for {result.registered_event or 'another event'}, not for this one"
    if result.registration_status != "active":
        return f"the registration is {result.registration_status}"
    return ""


def _without_registration(feed: Feed, result: Result) -> str:
    if result.is_placeholder:
        return "the bib belongs to nobody known"
    if not result.is_ranked:
        return "neither registered nor ranked: staff, or the end of the field"
    if not result.bib or not (result.first_name and result.last_name):
        return "without a registration it takes a bib and a full name"
    bib = plain_bib(result.bib)
    if bib in feed.bibs:
        return (
            f"without a registration, and bib {result.bib} is that of the registration "
            f"{feed.bibs[bib]}"
        )
    if feed.walk_ups_to:
        return f"without a registration; those are published with {feed.walk_ups_to}"
    return ""
