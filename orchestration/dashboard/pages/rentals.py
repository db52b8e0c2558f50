"""Rentals: how many, in which state, what they bring, what is out when, one with its history."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from extract.kit.sync import utc_now
from orchestration.dashboard.charts import Chart, Figures, chart
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.frame import heading, notice, page, paragraph, text
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.parts import as_of, facts, live, moment, when
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.renting import (
    Day,
    Opportunity,
    Rentals,
    UnknownOpportunity,
    read_accounts,
    read_changes,
    read_month,
    read_opportunities,
    read_opportunity,
    read_rentals,
    read_stale,
    shifted,
)
from orchestration.dashboard.serving import Rows
from orchestration.dashboard.session import HOME
from orchestration.dashboard.words import NONE, Cell, link_cell, time_cell
from orchestration.service.tokens import Role

HERE = f"{HOME}/rentals"
WHO: tuple[Role, ...] = ("admin", "data_ops", "viewer")
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LISTED = {"name": "Opportunity", "customer": "Customer", "status": "Status", "charge": "Charge"}
STALE = {"name": "Opportunity", "customer": "Customer", "status": "Status", "at": "Last confirmed"}
CHANGES = {"column": "What", "old": "Before", "new": "After", "at": "When"}


def add(desk: Desk) -> None:
    """Adds the pages."""

    @page(desk, "/rentals", "Rentals", roles=WHO)
    async def every(view: View) -> None:
        heading("Rentals")
        found = await view.desk.wait_for(read_accounts, view)
        if not found.value:
            notice(
                "No rentals are served yet",
                "The first sync of a Current RMS connection brings its opportunities.",
            )
            return
        account = view.asked.get("account") or found.value[0]
        if len(found.value) > 1:
            _accounts(found.value, account)
        today = utc_now().date()
        await live(view, lambda: read_rentals(view, account, today), partial(_figures, view))
        heading("Calendar", level=2)
        month = _month(view.asked.get("month", ""), today)
        await live(
            view,
            lambda: read_month(view, account, month),
            lambda seen: _calendar(seen, account, month),
        )
        heading("Not confirmed for a day", level=2)
        none = "None: each was confirmed within the last 24 hours."
        what = Listing("Not confirmed for a day", STALE, none, size=5)
        await listing(view, what, lambda *asked: _stale(view, account, *asked))
        heading("All opportunities", level=2)
        await _list(view, account, None)

    @page(desk, "/rentals/day/{day}", "Rentals", roles=WHO)
    async def of_day(view: View) -> None:
        day = _day(view.asked["day"])
        heading(f"{day:%A, %d %B %Y}")
        paragraph("What starts or ends on this day (UTC), called off or not.", "quiet")
        await _list(view, view.asked.get("account", ""), day)

    @page(desk, "/rentals/one/{key:path}", "Rentals", roles=WHO)
    async def one(view: View) -> None:
        key = view.asked["key"]
        found = await view.desk.wait_for(read_opportunity, view, key)
        heading(found.facts["name"])
        await live(view, lambda: read_opportunity(view, key), partial(_one, view))
        heading("What has changed", level=2)
        none = "Nothing has changed between two reads."
        what = Listing("What has changed", CHANGES, none)
        await listing(view, what, lambda *asked: _changes(view, key, *asked))


def _accounts(every: tuple[str, ...], chosen: str) -> None:
    with ui.element("nav").props('aria-label="Accounts"').classes("row-of-buttons"):
        for one in every:
            here = ' aria-current="page"' if one == chosen else ""
            way = f"{HERE}?{urlencode({'account': one})}"
            with ui.element("a").props(f'href="{way}"{here}').classes("button"):
                text(one)


def _figures(view: View, found: Answer[Rentals]) -> None:
    as_of(view, found)
    seen = found.value
    orders = sum(one.count for one in seen.statuses if one.state == "Order")
    with ui.element("div").classes("figures"):
        for title, number in (
            ("Opportunities", seen.total), ("Orders", orders), ("Not confirmed", seen.stale),
        ):  # fmt: skip
            with ui.element("div").classes("card figure"):
                text(title, "quiet")
                text(f"{number:,}", "number")
    with ui.element("div").classes("charts"):
        chart(
            Chart(
                "By status", [one.title for one in seen.statuses],
                {"Opportunities": [one.count for one in seen.statuses]}, is_lying=True,
            ),
            Figures(
                ("Status", "Opportunities", "Charge"),
                [(one.title, f"{one.count:,}", _money(one.charge)) for one in seen.statuses],
            ),
        )  # fmt: skip
        chart(
            Chart(
                "Revenue by month, in the account's currency",
                [f"{one.month_on:%b %Y}" for one in seen.months],
                {
                    "All that is planned": [float(one.charge or 0) for one in seen.months],
                    "Of that ordered": [float(one.ordered or 0) for one in seen.months],
                },
            ),
            Figures(
                ("Month", "Opportunities", "Charge", "Orders", "Ordered"),
                [
                    (
                        f"{one.month_on:%b %Y}", f"{one.count:,}", _money(one.charge),
                        f"{one.orders:,}", _money(one.ordered),
                    )
                    for one in seen.months
                ],
            ),
        )  # fmt: skip


def _calendar(found: Answer[tuple[Day, ...]], account: str, month: date) -> None:
    days = {one.day_on.day: one for one in found.value}
    with ui.element("div").classes("spread"):
        TextElement(text=f"{month:%B %Y}", tag="h3")
        with ui.element("span").classes("right"):
            for label, by in (("Earlier month", -1), ("Later month", 1)):
                other = f"{shifted(month, by):%Y-%m}"
                way = f"{HERE}?{urlencode({'account': account, 'month': other})}"
                with ui.element("a").props(f'href="{way}"').classes("button small"):
                    text(label)
    if not days:
        paragraph("Nothing starts or ends in this month.", "quiet")
    first, length = monthrange(month.year, month.month)
    with ui.element("div").classes("calendar"):
        for name in WEEK:
            text(name, "weekday quiet").props('aria-hidden="true"')
        for number in range(1, length + 1):
            cell = ui.element("div").classes("day" if number in days else "day none")
            if number == 1:
                cell.style(f"--first: {first + 1}")
            with cell:
                _of_day(account, month.replace(day=number), days.get(number))


def _of_day(account: str, day: date, seen: Day | None) -> None:
    if seen is None:
        text(str(day.day), "quiet")
        return
    way = f"{HERE}/day/{day}?{urlencode({'account': account})}"
    with ui.element("a").props(f'href="{way}"') as link:
        link._props["aria-label"] = f"{day:%A, %d %B}"
        text(str(day.day), "strong")
        text(f" {WEEK[day.weekday()]}", "phone")
    for number, word in ((seen.starting, "start"), (seen.ending, "end"), (seen.out, "out")):
        if number:
            text(f"{number:,} {word}", word)


def _month(asked: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{asked}-01") if asked else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def _day(asked: str) -> date:
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise UnknownOpportunity(f"There is no day {asked!r}.") from None


async def _list(view: View, account: str, day: date | None) -> None:
    what = Listing("Opportunities", {**LISTED, "at": "Starts"}, "There are none.")

    def load(words: str, skip: int, limit: int) -> Slice:
        found = read_opportunities(view, account, day, words, (skip, limit))
        rows = [
            {
                **_named(row),
                "charge": _money(row[4]),
                "at": time_cell(row[5], view.zone),
            }
            for row in found.rows
        ]
        return Slice(rows, found.total)

    await listing(view, what, load)


def _stale(view: View, account: str, words: str, skip: int, limit: int) -> Slice:
    found: Rows = read_stale(view, account, words, (skip, limit))
    rows = [{**_named(row), "at": time_cell(row[4], view.zone)} for row in found.rows]
    return Slice(rows, found.total)


def _named(row: tuple[Any, ...]) -> dict[str, Cell]:
    key, name, customer, status = row[:4]
    way = f"{HERE}/one/{quote(key, safe='')}"
    return {
        "name": link_cell(name, way),
        "customer": customer or NONE,
        "status": status or NONE,
    }


def _one(view: View, found: Opportunity) -> None:
    seen = found.facts
    titles = (
        ("Status", "opportunity_status"), ("State", "state"), ("Customer", "organisation_name"),
        ("Venue", "venue_name"), ("Owner", "owner_name"), ("Number", "id"),
        ("Account", "connection"),
    )  # fmt: skip
    times = (
        ("Changed there", "updated_at_rms"), ("Last webhook", "last_webhook_at"),
        ("Last confirmed", "synced_at"),
    )  # fmt: skip
    rows: list[tuple[str, Callable[[], None] | str]] = [
        *((title, str(seen[name] or NONE)) for title, name in titles),
        ("Charge", f"{_money(seen['charge_total'])} ({_money(seen['total_value'])} with tax)"),
        ("Starts", partial(when, view, seen["starts_at"])),
        ("Ends", partial(when, view, seen["ends_at"])),
        *((title, partial(_time, view, seen[name])) for title, name in times),
    ]
    with ui.element("section").classes("card"):
        facts(rows)
        with ui.element("details"):
            with ui.element("summary"):
                text("The record as received")
            raw = TextElement(text=found.raw, tag="pre").classes("raw")
            raw.props('tabindex="0" role="region" aria-label="The record as received"')


def _time(view: View, at: datetime | None) -> None:
    moment(view, at, never=NONE)


def _changes(view: View, key: str, words: str, skip: int, limit: int) -> Slice:
    found = read_changes(view, key, words, (skip, limit))
    rows: list[dict[str, Cell]] = [
        {
            "column": str(column).replace("_", " "),
            "old": NONE if old is None else str(old),
            "new": NONE if new is None else str(new),
            "at": time_cell(at, view.zone),
        }
        for column, old, new, at in found.rows
    ]
    return Slice(rows, found.total)


def _money(amount: Decimal | None) -> str:
    return NONE if amount is None else f"{amount:,.2f}"
