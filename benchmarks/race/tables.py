"""One raw table's share of the world: which rows, under which keys, as which records."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from benchmarks.race.templates import joined, json_text
from benchmarks.race.world import (
    PARTNERS,
    Layer,
    World,
    bib_of,
    div,
    event_layers,
    event_of,
    identity_of,
    layered,
    mix,
    person_layers,
)

EARLIER, MAIN, LATER = "1779", "1780", "1781"
"""How the ids of a connection's three loads begin; they are seconds since 1970."""
SCORERS = ("copernico", "chronotrack")
COLUMNS = (
    "connection, key, updated_at, data, content_hash, deleted, delete_reason, extracted_at, "
    "_dlt_load_id"
)


@dataclass(frozen=True)
class Table:
    """Rows of one entity of one provider, one load's share of them.

    `of` says what is counted; `key` and `record` hold marks for columns, of which `columns` gives
    those of this table's own. `chosen` picks events, `last` picks rows once all is known; `copies`
    makes several rows of each, told apart by the column `copy`.
    """

    provider: str
    entity: str
    of: Literal["events", "registrations", "runners"]
    key: str
    record: dict[str, Any]
    columns: list[Layer]
    chosen: str = "true"
    last: str = "true"
    updated_at: str = "null"
    reason: str = "cast(null as varchar)"
    mode: str = "full"
    load: str = MAIN
    copies: int = 1

    def again(self, load: str, last: str, updated_at: str) -> "Table":
        """The same rows as another load brought some of them."""
        return replace(self, load=load, last=last, updated_at=updated_at)

    @property
    def name(self) -> str:
        """The raw table."""
        return f"raw_{self.provider}.{self.entity}_json"

    def lots(self, world: World, size: int) -> Iterator[tuple[int, int]]:
        """The first and the last number of each lot of so many rows."""
        total = {
            "events": world.events,
            "registrations": world.registrations,
            "runners": world.runners,
        }[self.of]
        for first in range(0, total, size):
            yield first, min(first + size, total) - 1

    def rows(self, world: World, first: int, last: int) -> str:
        """DuckDB's query of a lot's rows, in the order of COLUMNS; `data` is text."""
        stamp = f"cast(to_timestamp({self.updated_at}) as timestamptz)"
        return f"""
            select landed.connection, landed.key, landed.updated_at, landed.data,
                md5(landed.data), landed.reason is not null, landed.reason,
                to_timestamp({self.load}000000), landed.load_id
            from (
                select
                    concat('partner', lpad(cast(one.partner as varchar), 2, '0'),
                        '_{self.provider}_', one.account) as connection,
                    {joined(self.key)} as key, {stamp} as updated_at,
                    {json_text(self.record)} as data, {self.reason} as reason,
                    concat('{self.load}', one.load_number, '0.1') as load_id
                from ({self._rows(world, first, last)}) as one
                where {self.last}
            ) as landed"""

    def _rows(self, world: World, first: int, last: int) -> str:
        numbers = f"generate_series(cast({first} as bigint), cast({last} as bigint))"
        events = event_layers("number")
        side = "scorer" if self.provider in SCORERS else "source"
        chosen = f"{side} = '{self.provider}' and {self.chosen}"
        if self.of == "events":
            source = f"select number from {numbers} as numbers(number)"
            return layered(source, [*events, *self.columns], chosen)
        person = f"{mix('n', 21, world.people)} * {PARTNERS} + partner"
        if self.of == "registrations":
            source = f"select n, {event_of(world, 'n')} as number from {numbers} as numbers(n)"
        else:
            source = self._runners(world, numbers)
            person = f"case when is_registered then {person} else {world.registrations} + m end"
        who = [*person_layers(world, "n", person), bib_of("n"), identity_of()]
        return layered(source, [*events, *who, *self.columns], chosen)

    def _runners(self, world: World, numbers: str) -> str:
        """Every registration runs, as the first of some; the others registered elsewhere."""
        ours = div(f"m * {world.registrations}", world.runners)
        before = div(f"(m - 1) * {world.registrations}", world.runners)
        copies = f"generate_series(0, {self.copies - 1}) as copies(copy)"
        return (
            f"select m, n, copy, m = 0 or n <> {before} as is_registered, "
            f"{event_of(world, 'n')} as number from (select m, {ours} as n "
            f"from {numbers} as numbers(m)) as counted cross join {copies}"
        )


MAPPED = "timing_partner_id, connection, race_id, scoring_connection, scoring_race_id, state"


def mappings(world: World) -> str:
    """DuckDB's query of which race feeds which, in the order of MAPPED: each feeds its own."""
    source = f"select number from generate_series(0, {world.events - 1}) as numbers(number)"
    partner = "concat('partner', lpad(cast(one.partner as varchar), 2, '0'))"
    return f"""
        select {partner}, concat({partner}, '_', one.source, '_', one.account),
            case one.source when 'runsignup' then cast(900000 + one.race as varchar)
                when 'race_roster' then concat('rr-', one.race)
                else concat('ev_', one.race) end,
            concat({partner}, '_', one.scorer, '_', one.account),
            case one.scorer when 'copernico' then one.slug
                else cast(70000 + one.race as varchar) end,
            'confirmed'
        from ({layered(source, event_layers("number"))}) as one
        where one.second = 0"""
