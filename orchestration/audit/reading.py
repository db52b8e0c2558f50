"""One list of what people did, the newest first, from the control store and the warehouse."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import Any

import sqlalchemy as sa

from extract.kit.destination import Warehouse
from orchestration.audit.noting import Deed
from orchestration.audit.served import served_deeds
from orchestration.audit.stored import stored_deeds

WORDS = 10
SEARCHED = ("who", "what", "about", "detail")


@dataclass(frozen=True)
class Deeds:
    """A page of deeds, and how many there are in all."""

    deeds: Sequence[Deed]
    total: int


def merged(parts: Sequence[Deeds], skip: int, limit: int) -> Deeds:
    """A page of several lists as one; each part begins at its first and reaches as far."""
    every = heapq.merge(*(one.deeds for one in parts), key=lambda deed: deed.at, reverse=True)
    return Deeds(tuple(islice(every, skip, skip + limit)), sum(one.total for one in parts))


def read_stored(store: sa.Engine, words: str, limit: int) -> Deeds:
    """The newest deeds of the control store in which each of the words is."""
    deeds = stored_deeds()
    meant = [
        sa.or_(*(deeds.c[name].icontains(word, autoescape=True) for name in SEARCHED))
        for word in words.split()[:WORDS]
    ]
    query = (
        sa.select(deeds)
        .where(*meant)
        .order_by(deeds.c.done_at.desc(), *(deeds.c[name] for name in SEARCHED))
        .limit(limit)
    )
    with store.connect() as opened:
        total = opened.scalar(sa.select(sa.func.count()).select_from(deeds).where(*meant)) or 0
        return Deeds(tuple(_deed(row) for row in opened.execute(query)), total)


def read_served(warehouse: Warehouse, service: str, words: str, limit: int) -> Deeds:
    """The newest deeds of the warehouse; what `service` did by itself is none."""
    query, marks = served_deeds(warehouse)
    if not query:
        return Deeds((), 0)
    asked = [word.lower() for word in words.split()[:WORDS]]
    columns = ", ".join(("done_at", *SEARCHED))
    whole = " || ' ' || ".join(f"coalesce(lower({name}), '')" for name in SEARCHED)
    found = f"from ({query}) as deeds ({columns}) where done_at is not null" + (
        f" and position(? in {whole}) > 0" * len(asked)
    )
    given = [*[service] * marks, *asked]
    total = int(warehouse.fetch(f"select count(*) {found}", given)[0][0])
    order = f"order by done_at desc, {', '.join(SEARCHED)} limit ?"
    rows = warehouse.fetch(f"select {columns} {found} {order}", [*given, limit])
    return Deeds(tuple(map(_deed, rows)), total)


def _deed(row: Any) -> Deed:
    at, who, what, about, detail = row
    return Deed(at.astimezone(UTC), who or "", what, about or "", detail or "")
