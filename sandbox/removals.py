"""The feed of removed registrations: cleared, removed, deferred and transferred ones."""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from operator import itemgetter

from sandbox.races import Record, race_of
from sandbox.registrations import removed_row
from sandbox.sizes import Sizes

DAY = 86_400


@dataclass(frozen=True)
class Placed:
    """A row, the event it is listed under and the registration id that gives its place."""

    event_id: int
    sort_id: int
    row: object


def removals(
    rng: random.Random, rows: list[Record], gone: list[Record], sizes: Sizes
) -> tuple[Placed, ...]:
    """Every removal, in the order of the registration ids."""
    reasons = list(chain.from_iterable(repeat(why, n) for why, n in sizes.reasons.items()))
    rng.shuffle(reasons)
    listed: list[Placed] = []
    transfers: list[tuple[Record, Record]] = []
    for row, reason in zip(gone, reasons, strict=True):
        target = _heir(rng, rows, row) if reason == "transferred" else None
        removed = removed_row(
            row,
            at=_removed_at(rng, row, reason),
            reason=reason,
            new_registration_id=target["registration_id"] if target else None,
        )
        if target is not None:
            transfers.append((row, removed))
        listed.append(Placed(row["event_id"], row["registration_id"], removed))
    _link(transfers, sizes.chains)
    listed.append(_back_again(rows))
    return tuple(sorted(listed, key=lambda placed: placed.sort_id))


def _heir(rng: random.Random, rows: list[Record], row: Record) -> Record:
    """The live registration a transfer ends in: the same person if the event is another."""
    later = rows[bisect_right(rows, row["registration_id"], key=itemgetter("registration_id")) :]
    events = {e.event_id for e in race_of(row["event_id"]).events if not e.is_volunteer}
    # The first that fits, from a place drawn at random; the earlier ones if none comes later.
    drawn = rng.randrange(len(later) + 1)
    heir = next(one for one in chain(later[drawn:], rows) if one["event_id"] in events)
    if heir["event_id"] != row["event_id"]:
        row["user"], row["age"] = dict(heir["user"]), heir["age"]
    return heir


def _removed_at(rng: random.Random, row: Record, reason: str) -> int:
    """A cleared registration was undone within the quarter of an hour, others days later."""
    made = int(row["last_modified"])
    return made + (rng.randint(30, 800) if reason == "cleared" else rng.randint(3600, 5 * DAY))


def _link(transfers: list[tuple[Record, Record]], chains: int) -> None:
    """Some transfers do not end in a live registration but in the next transfer of the race."""
    by_race = sorted(transfers, key=lambda pair: race_of(pair[0]["event_id"]).race_id)
    neighbours = [
        (removed, later["registration_id"])
        for (row, removed), (later, _) in pairwise(by_race)
        if race_of(row["event_id"]) is race_of(later["event_id"])
    ]
    for removed, next_id in neighbours[:chains]:
        removed["new_registration_id"] = next_id


def _back_again(rows: list[Record]) -> Placed:
    """A removal that a newer change of the live registration has overtaken."""
    row = rows[len(rows) // 2]
    removed = removed_row(
        row, at=row["last_modified"] - DAY, reason="removed", new_registration_id=None
    )
    return Placed(row["event_id"], row["registration_id"], removed)
