"""The facts of rentals: how many there are, what they bring, what is out, what nobody confirmed."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from extract.kit.destination import Warehouse
from extract.kit.errors import SynclineError
from orchestration.dashboard.desk import View
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.serving import Part, Rows, asked, read_part
from orchestration.generations.served import has_table

T = TypeVar("T")
SCHEMA, TABLE = "rentals", "opportunities"
ACCOUNTS = "select distinct connection from rentals.rpt_status_distribution order by 1"
STATUSES = """
    select state, opportunity_status, opportunity_count, charge_amount
    from rentals.rpt_status_distribution where connection = ?
    order by opportunity_count desc, state, opportunity_status
"""
MONTHS = """
    select month_on, opportunity_count, order_count, charge_amount, ordered_amount
    from rentals.rpt_revenue_by_month
    where connection = ? and month_on >= ? and month_on < ? order by month_on
"""
STALE = "select count(*) from rentals.rpt_stale_opportunities where connection = ?"
DAYS = """
    select day_on, start_count, end_count, on_hire_count
    from rentals.rpt_calendar
    where connection = ? and day_on >= ? and day_on < ? order by day_on
"""
FACTS = (
    "opportunity_key", "connection", "id", "name", "opportunity_status", "state",
    "organisation_name", "venue_name", "owner_name", "charge_total", "total_value", "starts_at",
    "ends_at", "updated_at_rms", "last_webhook_at", "synced_at",
)  # fmt: skip
SEARCHED = ("name", "opportunity_status", "organisation_name", "id")
LISTED = "opportunity_key, name, organisation_name, opportunity_status, charge_total, starts_at"
UNCONFIRMED = "opportunity_key, name, organisation_name, opportunity_status, synced_at"
CHANGED = ("column_name", "old_value", "new_value")
# Months that are shown before and from this one on.
BEFORE, AFTER = 12, 12


class UnknownOpportunity(SynclineError):
    """There is no such opportunity, or it is not the reader's."""


@dataclass(frozen=True)
class StatusCount:
    """How many opportunities are in one state and status; charges in the account's currency."""

    state: str
    status: str
    count: int
    charge: Decimal | None

    @property
    def title(self) -> str:
        """State and status in words."""
        words = dict.fromkeys(one for one in (self.state, self.status) if one)
        return ": ".join(words) or "Not said"


@dataclass(frozen=True)
class Month:
    """What the hires that start in a month are worth, in the account's currency."""

    month_on: date
    count: int
    orders: int
    charge: Decimal | None
    ordered: Decimal | None


@dataclass(frozen=True)
class Rentals:
    """The figures of one account."""

    connection: str
    statuses: tuple[StatusCount, ...]
    months: tuple[Month, ...]
    stale: int

    @property
    def total(self) -> int:
        """How many opportunities there are."""
        return sum(one.count for one in self.statuses)


@dataclass(frozen=True)
class Day:
    """How many hires start and end on a day, and how many are out at any time of it."""

    day_on: date
    starting: int
    ending: int
    out: int


@dataclass(frozen=True)
class Opportunity:
    """One opportunity by the names of its columns; `raw` is the record as received, as JSON."""

    facts: dict[str, Any]
    raw: str


def read_accounts(view: View) -> Answer[tuple[str, ...]]:
    """The connections whose opportunities are served and that the reader may see.

    Raises: WarehouseBusy where they were never read.
    """

    def answer(warehouse: Warehouse) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in warehouse.fetch(ACCOUNTS))

    none: tuple[str, ...] = ()
    every, known = _asked(view, ("accounts",), answer, none), view.own()
    return Answer(tuple(one for one in every.value if one in known), every.at, every.is_old)


def read_rentals(view: View, connection: str, today: date) -> Answer[Rentals]:
    """The figures of one account; months from a year before today to a year after.

    Raises: UnknownOpportunity; WarehouseBusy where they were never read.
    """
    _own(view, connection)
    since, until = shifted(today, -BEFORE), shifted(today, AFTER)

    def answer(warehouse: Warehouse) -> Rentals:
        return Rentals(
            connection,
            tuple(StatusCount(*row) for row in warehouse.fetch(STATUSES, [connection])),
            tuple(Month(*row) for row in warehouse.fetch(MONTHS, [connection, since, until])),
            int(warehouse.fetch(STALE, [connection])[0][0]),
        )

    return _asked(view, ("rentals", connection, since), answer, Rentals(connection, (), (), 0))


def read_month(view: View, connection: str, month: date) -> Answer[tuple[Day, ...]]:
    """The days of a month on which something starts or ends.

    Raises: UnknownOpportunity; WarehouseBusy where it was never read.
    """
    _own(view, connection)
    given = [connection, month, shifted(month, 1)]
    return _asked(
        view,
        ("month", connection, month),
        lambda warehouse: tuple(Day(*row) for row in warehouse.fetch(DAYS, given)),
        (),
    )


def shifted(day: date, months: int) -> date:
    """The first of the month that is so many months from a day's."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def read_opportunities(
    view: View, connection: str, day: date | None, words: str, span: tuple[int, int]
) -> Rows:
    """A page of the opportunities, the latest hire first; or of those that a day starts or ends.

    Raises: UnknownOpportunity; WarehouseBusy.
    """
    source, given = f"{SCHEMA}.{TABLE} where connection = ?", [connection]
    if day is not None:
        first = datetime.combine(day, time(), UTC)
        between = [first, first + timedelta(days=1)]
        source += " and (starts_at >= ? and starts_at < ? or ends_at >= ? and ends_at < ?)"
        return _listed(
            view,
            Part(SEARCHED, LISTED, source, "starts_at", given=[*given, *between, *between]),
            words,
            span,
        )
    return _listed(view, Part(SEARCHED, LISTED, source, "starts_at", given=given), words, span)


def read_stale(view: View, connection: str, words: str, span: tuple[int, int]) -> Rows:
    """A page of the opportunities that Current RMS has not confirmed for a day, oldest first.

    Raises: UnknownOpportunity; WarehouseBusy.
    """
    source = f"{SCHEMA}.rpt_stale_opportunities where connection = ?"
    part = Part(SEARCHED, UNCONFIRMED, source, "synced_at", "asc", [connection])
    return _listed(view, part, words, span)


def read_opportunity(view: View, key: str) -> Opportunity:
    """One opportunity.

    Raises: UnknownOpportunity; NothingServed; WarehouseBusy.
    """

    def answer(warehouse: Warehouse) -> list[tuple[Any, ...]]:
        query = f"select {', '.join(FACTS)}, data from {SCHEMA}.{TABLE} where opportunity_key = ?"
        return warehouse.fetch(query, [key])

    none: list[tuple[Any, ...]] = []
    found = _asked(view, ("opportunity", key), answer, none).value
    if not found:
        raise _unknown()
    facts = dict(zip(FACTS, found[0], strict=False))
    _own(view, facts["connection"])
    raw = found[0][-1]
    return Opportunity(facts, pretty(raw))


def read_changes(view: View, key: str, words: str, span: tuple[int, int]) -> Rows:
    """A page of what changed of an opportunity between two reads, the newest first.

    Raises: UnknownOpportunity; WarehouseBusy.
    """
    facts = read_opportunity(view, key).facts
    given = [facts["connection"], facts["id"]]
    source = f"{SCHEMA}.opportunity_history where connection = ? and id = ?"
    part = Part(CHANGED, f"{', '.join(CHANGED)}, changed_at", source, "changed_at", given=given)
    return _listed(view, part, words, span)


def pretty(raw: Any) -> str:
    """A record as received, line by line; as it stands where it is no JSON."""
    try:
        found = json.loads(raw) if isinstance(raw, (str, bytes)) else raw
    except ValueError:
        return str(raw)
    return json.dumps(found, indent=2, ensure_ascii=False)


def _listed(view: View, part: Part, words: str, span: tuple[int, int]) -> Rows:
    _own(view, part.given[0])
    question = ("listed", part.source, *part.given, words, *span)

    def answer(warehouse: Warehouse) -> Rows:
        return read_part(warehouse, part, words, span)

    return _asked(view, question, answer, Rows((), 0)).value


def _asked(
    view: View, question: Sequence[Any], answer: Callable[[Warehouse], T], empty: T
) -> Answer[T]:
    """What the warehouse says, `empty` where no rentals are served."""

    def read(warehouse: Warehouse) -> T:
        return answer(warehouse) if has_table(warehouse, SCHEMA, TABLE) else empty

    return asked(view, ("rentals", *question), read, empty)


def _own(view: View, connection: str) -> None:
    if connection not in view.own():
        raise _unknown()


def _unknown() -> UnknownOpportunity:
    return UnknownOpportunity("There are no such opportunities here for you.")
