"""Sorts results: to be published, not yet over, published by another provider, or held back."""

from collections import Counter
from collections.abc import Callable
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


def _takes_all(_result: Result) -> str:
    return ""


def sort_results(feed: Feed, problem: Callable[[Result], str] = _takes_all) -> Sorted:
    """Which results go to the event, and why the others do not; `problem` is the provider's."""
    found = Sorted()
    shared = _shared_bibs(feed)
    for result in feed.results:
        if result.status not in feed.statuses:
            found.waiting[result.status] += 1
        elif result.connection not in (None, feed.connection):
            found.elsewhere[str(result.connection)] += 1
        elif result.record_id in found.wanted:
            reason = "a second result of the same registration"
            held = HeldBack(result.record_id, result.name, result.bib, reason)
            found.held_back.append(held)
        elif reason := _objection(feed, result, shared) or problem(result):
            found.held_back.append(HeldBack(result.record_id, result.name, result.bib, reason))
        else:
            found.wanted[result.record_id] = (result.name, content(result))
            found.keys.add(result.result_key)
    return found


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


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _shared_bibs(feed: Feed) -> set[str]:
    """The bibs that two results would go out with: the provider might take one for the other."""
    bibs = Counter(
        plain_bib(result.bib)
        for result in feed.results
        if result.status in feed.statuses
        and result.connection in (None, feed.connection)
        and (result.is_ranked or result.participant_key is not None)
        and not result.is_placeholder
    )
    return {bib for bib, count in bibs.items() if bib and count > 1}


def _objection(feed: Feed, result: Result, shared: set[str]) -> str:
    """Why a result is held back; empty when it is not."""
    if result.status == "finished" and result.gun_time_ms is None:
        return "finished, but without a time"
    if result.participant_key is None:
        reason = _without_registration(feed, result)
    else:
        reason = _with_registration(feed, result)
    if not reason and plain_bib(result.bib) in shared:
        return f"bib {result.bib} is there twice"
    return reason


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
    return ""
