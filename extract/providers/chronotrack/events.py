"""Which events of a ChronoTrack account are read."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from extract.kit.answer import head_of, key_text
from extract.kit.errors import ConfigError, NotFound, PermissionDenied, ProviderError, Where
from extract.kit.spec import Page, Reading
from extract.providers.chronotrack import answers, assumed
from extract.providers.chronotrack.answers import EventHead, seconds
from extract.providers.chronotrack.lists import Walk
from extract.providers.chronotrack.questions import question


def read_events(reading: Reading) -> Iterator[Page]:
    """The events that the connection names, else all of the account; remembers which are near.

    Raises: PermissionDenied when the account is closed: its list, or each event that is named.
    """
    chosen: list[str] = []
    reading.known["left_out"] = []
    if named := reading.connection.settings.get("events"):
        ids = [str(one) for one in ([named] if isinstance(named, str | int) else named)]
        unread = {one.key for one in reading.held("events")} - set(ids)
        if unread:
            left_out(reading, f"{len(unread)} known events are not among the setting events")
        closed: list[PermissionDenied] = []
        for event in ids:
            yield from one_event(reading, event, chosen, closed)
        if closed and len(closed) == len(ids):
            raise closed[0]
    else:
        yield from all_events(reading, chosen)
    reading.known["events"] = list(dict.fromkeys(chosen))


def one_event(
    reading: Reading, event: str, chosen: list[str], closed: list[PermissionDenied]
) -> Iterator[Page]:
    """The page of one event, remembered; noted where there is none, or it is `closed` to us.

    Raises: BadReply when the answer is no event.
    """
    path = f"/event/{quote(event, safe='')}"
    where = Where("chronotrack", reading.connection.slug, "events", path)
    try:
        reply = reading.session.get_reply(path, {"elide_json": "false"}, entity="events")
        record = answers.object_of(reply, "event", where)
    except (NotFound, PermissionDenied) as refusal:
        left_out(reading, f"event {event} left out: {refusal.seen}")
        closed += [refusal] if isinstance(refusal, PermissionDenied) else []
        return
    except ProviderError as error:
        # The provider's own words may repeat what it was sent.
        error.hide(reading.session.redactor.clean)
        raise
    chosen.append(event)
    yield Page([record], b"{}", reading.now(), f"event {event}")


def all_events(reading: Reading, chosen: list[str]) -> Iterator[Page]:
    """Pages of the account's events; those that are near their day are remembered."""
    before = days(reading, "days_before", assumed.DAYS_BEFORE)
    after, far = days(reading, "days_after", assumed.DAYS_AFTER), 0
    walk = Walk(reading, question(reading, "events"))
    for page in walk.pages():
        for row in page.rows:
            head = head_of(row, EventHead)
            event = key_text(head.event_id) if head is not None else None
            if head is None or event is None:
                continue
            start = seconds(head.event_start_time)
            # An event without a readable day is read, for it may be today's.
            if start is None or start - before <= reading.now() <= start + after:
                chosen.append(event)
            else:
                far += 1
        yield page
    if far:
        reading.known["left_out"].append(f"{far} events are not near their day and were not read")
    if walk.gap is not None:
        left_out(reading, walk.gap)
    reading.upstream_total = walk.agreed


def days(reading: Reading, name: str, usual: float) -> timedelta:
    """The time span that a setting gives in days.

    Raises: ConfigError when it is no number of days, or more than a calendar has.
    """
    value = reading.connection.settings.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 36525:
        raise ConfigError(
            f"chronotrack (connection {reading.connection.slug}): the setting {name} is {value!r}. "
            "Use a number of days from 0 to 36525."
        )
    return timedelta(days=value)


def left_out(reading: Reading, note: str) -> None:
    """Notes what could not be read, for the events and for all that is reached through them."""
    reading.known["left_out"].append(note)
    reading.leave_out(note)


def chosen_events(reading: Reading) -> list[str]:
    """The ids of the events to be read, found out now if this sync has not read events yet."""
    if "events" not in reading.known:
        for _ in read_events(reading):
            pass
    reading.notes[:] = reading.known["left_out"]
    reading.upstream_total = None
    events: list[str] = reading.known["events"]
    return events
