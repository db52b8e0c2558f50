"""One registration that stands in several events of an answer: which row is its own.

Who enters a super event is listed in each of its events too, under one id, unless the call asks
otherwise. The row in the super event says it all, and the models place its runner in every event.
Other rows of one id stand for a start each, which nothing else tells of: they land under their
event and the id.

Source: RunSignup API documentation (`exclude_registrations_via_super_event`, `sub_event_ids`);
support article on challenges and bundles of its scoring program (one registration, not several).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from extract.kit.answer import head_of, key_text
from extract.kit.spec import Page
from extract.providers.runsignup.answers import PlacedHead

BESIDE = "beside"
"""In a page's context: that its rows stand in further events of their registrations."""

Parts = Mapping[str, frozenset[str]]
"""The ids of the events of each super event."""


@dataclass(frozen=True)
class _Place:
    page: int
    row: int
    event: str


def parts_of(event_id: str, sub_event_ids: Any) -> frozenset[str]:
    """The events of a super event; none where the field holds no list of ids."""
    listed = sub_event_ids if isinstance(sub_event_ids, list) else []
    texts = (key_text(one) for one in listed if isinstance(one, int | str))
    return frozenset(text for text in texts if text and text != event_id)


def told_once(pages: Sequence[Page], parts: Parts) -> tuple[list[Page], list[str]]:
    """The pages with each registration once, or under each of its events; what was found.

    The list holds the ids that stand in events which no super event joins.
    """
    places: dict[str, list[_Place]] = defaultdict(list)
    for number, page in enumerate(pages):
        event = str(msgspec.json.decode(page.context).get("event_id"))
        for row, head in enumerate(_heads(page.rows)):
            if head is not None and (text := key_text(head.registration_id)):
                places[text].append(_Place(number, row, key_text(head.event_id) or event))
    shared = {one: at for one, at in places.items() if len({each.event for each in at}) > 1}
    if not shared:
        return list(pages), []
    left: set[tuple[int, int]] = set()
    beside: set[tuple[int, int]] = set()
    unjoined = []
    for registration, at in shared.items():
        joined = frozenset[str]().union(*(parts.get(each.event, frozenset()) for each in at))
        own = sorted((each for each in at if each.event not in joined), key=_by_event)
        left |= {(each.page, each.row) for each in at if each.event in joined and own}
        further = [each for each in own if each.event != own[0].event]
        beside |= {(each.page, each.row) for each in further}
        unjoined += [registration] if further else []
    return list(_split(pages, left, beside)), unjoined


def _heads(rows: Sequence[msgspec.Raw]) -> Sequence[PlacedHead | None]:
    try:
        # All at once takes a tenth of the time, which a page without a flaw need not spend.
        whole = b"[%b]" % b",".join(map(bytes, rows))
        return msgspec.json.decode(whole, type=list[PlacedHead], strict=False)
    except (msgspec.DecodeError, RecursionError):
        return [head_of(row, PlacedHead) for row in rows]


def _by_event(place: _Place) -> tuple[int, str]:
    return len(place.event), place.event


def _split(
    pages: Sequence[Page], left: set[tuple[int, int]], beside: set[tuple[int, int]]
) -> list[Page]:
    made = []
    for number, page in enumerate(pages):
        rows: dict[bool, list[msgspec.Raw]] = {False: [], True: []}
        for row, raw in enumerate(page.rows):
            if (number, row) not in left:
                rows[(number, row) in beside].append(raw)
        context = msgspec.json.decode(page.context) | {BESIDE: True}
        further = replace(page, rows=rows[True], context=msgspec.json.encode(context))
        made += [one for one in (replace(page, rows=rows[False]), further) if one.rows]
    return made
