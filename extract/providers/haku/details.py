"""One call per registration, as a queue that goes on where earlier loads stopped."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from extract.kit.errors import BadReply, NotFound, Transient, Where
from extract.kit.spec import Held, Page, Reading
from extract.providers.haku.answers import day_of, number_of, registration_of
from extract.providers.haku.assumed import FAILURES_IN_A_ROW, Options, options_of
from extract.providers.haku.listing import event_dates, read_registrations
from extract.providers.haku.pages import DETAILS, MISSING, REGISTRATIONS

NOT_FOUND, FAILED, UNREADABLE = "not_found", "failed", "unreadable"
HOUR_SECONDS = 3600


class Wanted(NamedTuple):
    """A detail to be asked for, and the hash of the short row that it will answer to."""

    event_id: str
    registration_number: str
    list_hash: str

    @property
    def key(self) -> str:
        """The key under which the detail lands."""
        return f"{self.event_id}|{self.registration_number}"


@dataclass
class Queue:
    """What is to be asked for, in this order: `new`, `changed`, then `older` ones once more."""

    new: list[Wanted] = field(default_factory=list)
    changed: list[Wanted] = field(default_factory=list)
    older: list[Wanted] = field(default_factory=list)
    read_at: dict[str, datetime] = field(default_factory=dict)
    listed: int = 0

    @property
    def first(self) -> list[Wanted]:
        """Those that are still missing in their newest state."""
        return self.new + self.changed

    def within(self, calls: int, again: int) -> list[Wanted]:
        """What so many calls are spent on, at most `again` of them on what is only older."""
        first = self.first[:calls]
        return first + self.older[: min(calls - len(first), again)]


def queue_of(reading: Reading, options: Options) -> Queue:
    """The queue for the short lists that this sync has read."""
    held = {one.key: one for one in reading.held(DETAILS)}
    missing = {one.key: one for one in reading.held(MISSING)}
    near = events_near(reading, options)
    before = reading.now() - timedelta(hours=options.refresh_hours)
    queue = Queue()
    lists: Mapping[str, Mapping[str, str]] = reading.known[REGISTRATIONS]
    for wanted in (Wanted(e, n, said) for e, rows in lists.items() for n, said in rows.items()):
        queue.listed += 1
        detail, gap = held.get(wanted.key), missing.get(wanted.key)
        if detail is not None:
            queue.read_at[wanted.key] = detail.extracted_at
        if answers_no_more(wanted, detail, gap):
            continue
        if detail is None:
            queue.new.append(wanted)
        elif detail.context.get("list_hash") != wanted.list_hash:
            queue.changed.append(wanted)
        elif wanted.event_id in near and detail.extracted_at <= before:
            queue.older.append(wanted)
    queue.older.sort(key=lambda one: queue.read_at[one.key])
    # What failed before comes last, or a few that always fail would hold up all the others.
    for waiting in (queue.new, queue.changed):
        waiting.sort(key=lambda one: one.key in missing)
    return queue


def answers_no_more(wanted: Wanted, detail: Held | None, gap: Held | None) -> bool:
    """Whether Haku said that there is no such registration, to this very state of its short row."""
    if gap is None or (detail is not None and detail.extracted_at > gap.extracted_at):
        return False
    said = (gap.context.get("list_hash"), gap.context.get("reason"))
    return said == (wanted.list_hash, NOT_FOUND)


def events_near(reading: Reading, options: Options) -> set[str]:
    """The events whose race day is close enough for bibs and waves to be given out."""
    today = reading.now().astimezone(ZoneInfo(options.time_zone)).date()
    first = today - timedelta(days=options.refresh_days_after)
    last = today + timedelta(days=options.refresh_days_before)
    days = {key: day_of(text) for key, text in event_dates(reading).items()}
    return {key for key, day in days.items() if day is not None and first <= day <= last}


@dataclass
class Round:
    """One run's calls: what was `found`, the `gaps` that are left, the `last` failure."""

    reading: Reading
    options: Options
    queue: Queue
    found: set[str] = field(default_factory=set)
    gaps: dict[Wanted, tuple[str, str]] = field(default_factory=dict)
    last: str = ""
    in_a_row: int = 0

    def pages(self) -> Iterator[Page]:
        """The details, until the calls are used up or too many fail one after the other."""
        calls = self.options.detail_calls
        for wanted in self.queue.within(calls, calls * self.options.refresh_share_pct // 100):
            page = self._asked(wanted)
            if page is not None:
                yield page
            if self.in_a_row == FAILURES_IN_A_ROW:
                break
        if self.in_a_row == FAILURES_IN_A_ROW and not self.found:
            # Where nothing at all is found the path is wrong rather than the registrations.
            self.gaps = {one: (FAILED, seen) for one, (_, seen) in self.gaps.items()}

    def _asked(self, wanted: Wanted) -> Page | None:
        try:
            page = detail_page(self.reading, self.options, wanted)
        except (NotFound, Transient, BadReply) as failure:
            is_missing = isinstance(failure, NotFound)
            self.gaps[wanted] = (NOT_FOUND if is_missing else FAILED, failure.seen)
            self.last = str(failure)
            self.in_a_row += 0 if is_missing and self.found else 1
            return None
        self.in_a_row = 0
        if number_of(page.rows[0]) == wanted.registration_number:
            self.found.add(wanted.key)
            self.queue.read_at[wanted.key] = page.received_at
        else:
            self.gaps[wanted] = (UNREADABLE, "an answer without this registration's number")
        return page

    def told(self) -> str:
        """The counts that a person wants to see."""
        reasons = Counter(reason for reason, _ in self.gaps.values())
        left = [one for one in self.queue.first if one.key not in self.found]
        left = [one for one in left if self.gaps.get(one, ("",))[0] != NOT_FOUND]
        parts = [
            f"{self.queue.listed} rows listed",
            f"{len(self.found)} details fetched",
            f"{len(left)} details still to fetch",
            *(f"{count} {reason.replace('_', ' ')}" for reason, count in sorted(reasons.items())),
        ]
        if self.queue.read_at:
            age = self.reading.now() - min(self.queue.read_at.values())
            parts.append(f"the oldest detail is {age.total_seconds() / HOUR_SECONDS:.0f} h old")
        if self.in_a_row == FAILURES_IN_A_ROW:
            parts.append(
                f"stopped after {FAILURES_IN_A_ROW} failures in a row, the last: {self.last}"
            )
        return ", ".join(parts)


def detail_page(reading: Reading, options: Options, wanted: Wanted) -> Page:
    """One registration, with the hash of the short row that it answers to beside it.

    Raises: ProviderError.
    """
    path = options.paths.of_registration(wanted.event_id, wanted.registration_number)
    body = reading.session.get(path, entity=DETAILS)
    where = Where("haku", reading.connection.slug, DETAILS, path)
    context = {**wanted._asdict(), "time_zone": options.stamp_zone}
    place = f"event {wanted.event_id} registration {wanted.registration_number}"
    row = registration_of(body, where)
    return Page([row], msgspec.json.encode(context), reading.now(), place)


def read_details(reading: Reading) -> Iterator[Page]:
    """One page per registration, as far as the run's calls go; the note says how many are left.

    A load of details is never a whole: absence from it means nothing.
    """
    if REGISTRATIONS not in reading.known:
        for _ in read_registrations(reading):
            pass
    options = options_of(reading.connection)
    this = Round(reading, options, queue_of(reading, options))
    yield from this.pages()
    reading.known[MISSING] = this.gaps
    reading.notes[:] = []
    reading.leave_out(this.told())


def read_missing(reading: Reading) -> Iterator[Page]:
    """One row per registration whose detail was asked for in this sync and did not come."""
    gaps: Mapping[Wanted, tuple[str, str]] = reading.known.get(MISSING, {})
    for wanted, (reason, seen) in gaps.items():
        row = {"registration_number": wanted.registration_number, "reason": reason, "seen": seen}
        context = {"event_id": wanted.event_id, "list_hash": wanted.list_hash, "reason": reason}
        place = f"event {wanted.event_id} registration {wanted.registration_number}"
        rows = [msgspec.Raw(msgspec.json.encode(row))]
        yield Page(rows, msgspec.json.encode(context), reading.now(), place)
    reading.leave_out(f"{len(gaps)} of the details asked for did not come")
