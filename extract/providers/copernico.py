"""Copernico (Timingsense), scoring.

| endpoint                                                  | raw table    | change, deletion    |
|-----------------------------------------------------------|--------------|---------------------|
| `GET /api/races`, `GET /api/races/{slug}`                 | races_json   | the full list each  |
| `GET /api/races/{slug}/preset/{login}:::{preset}/{event}` | results_json | time: times may be  |
|                                                           |              | withdrawn later     |

Secrets: `api_key` (header `x-api-key`) and `login`, the organizer's login that preset addresses
carry; both are hidden, for a preset address opens personal data without a key. No paging and no
published limit; 10 calls in 10 s is what clients keep to (assumed). A preset answer above 6 MB is
refused: choose a slimmer one. Settings: `base_url`, `races` (slugs; default all), `results_preset`.
`_context` holds race slug, event name and the answer's own `gunTime`. Run it alone:
`python -m extract copernico`.

An event that had results and suddenly answers none is a failed read, not an empty event.

Source: "How to export presets via API" (documented); envelopes and rows as public clients
recorded them.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from extract.kit.answer import Scalar, decoded, key_text
from extract.kit.budget import Rate, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import BadReply, Unreachable, Where
from extract.kit.http import LONGEST_BODY, Reply, RetryPolicy, Session, SessionSpec
from extract.kit.paging import in_parallel
from extract.kit.records import joined_key
from extract.kit.settings import PACED, TIMEOUT, Setting
from extract.kit.spec import Doors, Entity, Identity, Page, Provider, Reading, Secret, scoring

BASE_URL = "https://public-api.copernico.cloud"
RATES = (Rate(10, 10.0),)
READ_SECONDS = 90.0
SETTINGS = (
    PACED,
    TIMEOUT.having(READ_SECONDS),
    Setting("races", "either", "slugs of the races to read; without it all the key may see"),
    Setting("results_preset", "text", "the preset that results are read by", "results"),
)
GZIP = b"\x1f\x8b"
SUCCESS_CODES = frozenset({0, 1})
NOTHING = (b"null", b"{}", b"[]")
EVENTS_IN_FLIGHT = 4


class Verdict(msgspec.Struct):
    """The `result` block of a key-protected answer."""

    code: int = 0
    message: str | None = None


class Envelope(msgspec.Struct):
    """A key-protected answer."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    result: Verdict | None = None


class EventName(msgspec.Struct):
    """The part of an event that leads on: its name is its key."""

    name: str = ""


class RaceHead(msgspec.Struct):
    """What identifies a race, and its events."""

    id: Scalar = None
    events: list[EventName] = []


class Preset(msgspec.Struct):
    """A preset's answer when it is an object."""

    data: list[msgspec.Raw] | None = None
    results: list[msgspec.Raw] | None = None
    gunTime: Scalar = None


class ResultHead(msgspec.Struct):
    """What identifies a row of a preset."""

    id: Scalar = None
    dorsal: Scalar = None


def unpacked(body: bytes, where: Where) -> bytes:
    """The body's bytes, inflated where the network sent gzip without saying so.

    Raises: Unreachable when the packed body breaks off; BadReply when it is a bomb.
    """
    if not body.startswith(GZIP):
        return body
    import gzip
    import io
    import zlib

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            inflated = packed.read(LONGEST_BODY + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise Unreachable(
            where,
            seen=f"a packed body that breaks off ({type(error).__name__})",
            todo="It is asked for again; if it stays, look at the provider's status page.",
            outcome_unknown=True,
        ) from None
    if len(inflated) > LONGEST_BODY:
        seen = f"a packed body of more than {LONGEST_BODY:,} bytes"
        raise BadReply(where, seen=seen, todo="Choose a slimmer preset.")
    return inflated


def answered(reading: Reading, entity: str, path: str, kind: Any) -> Any:
    """What a call answers, as `kind`.

    Raises: ProviderError.
    """
    where = Where("copernico", reading.connection.slug, entity, reading.session.shown(path))
    return decoded(unpacked(reading.session.get(path, entity=entity), where), kind, where)


def check(reply: Reply, where: Where) -> None:
    """Raises what a reply with HTTP 200 says in its body, or that it is not whole.

    Raises: BadReply for any result code but 0 and 1; Unreachable for half a body.
    """
    body = unpacked(reply.body, where)
    decoded(body, msgspec.Raw, where)
    if body.lstrip()[:1] != b"{":
        return
    verdict = decoded(body, Envelope, where).result
    if verdict is not None and verdict.code not in SUCCESS_CODES:
        seen = f"result code {verdict.code} ({(verdict.message or 'without a text')[:200]})"
        raise BadReply(where, seen=seen, todo="Check the race's slug and the key's rights.")


def connect(connection: Connection, doors: Doors) -> Session:
    """A session that sends the key with every call and hides key and login.

    Raises: ConfigError when a secret is missing.
    """
    key, login = connection.secret("api_key"), connection.secret("login")
    paced = connection.settings.get("paced", True) and doors.budget_path is not None
    budget = SharedBudget(doors.budget_path, f"copernico {key}", RATES) if paced else Unlimited()
    return Session(
        SessionSpec(
            base_url=connection.settings.get("base_url", BASE_URL),
            provider="copernico",
            connection=connection.slug,
            secrets=(key, login),
            headers={"x-api-key": key},
            check=check,
            policy=RetryPolicy(**connection.settings.get("retry", {})),
            budget=budget,
        )
    )


def read_races(reading: Reading) -> Iterator[Page]:
    """One page per race, its events inside; remembers the names of its events."""
    events: dict[str, list[str]] = reading.known.setdefault("events", {})
    for slug in race_slugs(reading):
        path = f"/api/races/{quote(slug, safe='')}"
        detail = answered(reading, "races", path, Envelope).data
        if bytes(detail) in NOTHING:
            note = f"race {slug} left out: its answer is empty"
            reading.known.setdefault("left_out", []).append(note)
            reading.leave_out(note)
            continue
        where = Where("copernico", reading.connection.slug, "races", path)
        head = decoded(detail, RaceHead, where)
        events[slug] = [event.name for event in head.events]
        context = msgspec.json.encode({"race": slug})
        yield Page([detail], context, reading.now(), f"race {slug}")


def race_slugs(reading: Reading) -> list[str]:
    """The slugs that the connection names, else all that the key may see."""
    if named := reading.connection.settings.get("races"):
        return list(named.values()) if isinstance(named, dict) else list(named)
    listed = answered(reading, "races", "/api/races", Envelope).data
    where = Where("copernico", reading.connection.slug, "races", "/api/races")
    items = [] if bytes(listed) in NOTHING else decoded(listed, list[str | RaceHead], where)
    return [item if isinstance(item, str) else str(item.id) for item in items]


def read_results(reading: Reading) -> Iterator[Page]:
    """The rows of each event's results preset, one page per event."""
    if "events" not in reading.known:
        for _ in read_races(reading):
            pass
    reading.notes[:] = reading.known.get("left_out", [])
    streams = [
        event_results(reading, slug, event, reading.rows_before(f"{slug}|{event.strip()}|"))
        for slug, names in reading.known["events"].items()
        for event in names
    ]
    yield from in_parallel(streams, workers=EVENTS_IN_FLIGHT)


def event_results(reading: Reading, slug: str, event: str, before: int) -> Iterator[Page]:
    """The rows of one event, whichever of the three top levels the answer has.

    Raises: BadReply when there are none although there were some `before`, or no list at all.
    """
    settings = reading.connection.settings
    login = quote(reading.connection.secret("login"), safe="")
    preset = quote(settings.get("results_preset", "results"), safe="")
    path = f"/api/races/{quote(slug, safe='')}/preset/{login}:::{preset}/{quote(event, safe='')}"
    answer = answered(reading, "results", path, list[msgspec.Raw] | Preset)
    if isinstance(answer, list):
        answer = Preset(data=answer)
    rows = answer.data if answer.data is not None else answer.results
    where = Where("copernico", reading.connection.slug, "results", f"{slug} {event}")
    if rows is None:
        todo = "Check the preset's name and what it exports."
        raise BadReply(where, seen="an answer without a list of rows", todo=todo)
    if not rows and before and not reading.accept:
        raise BadReply(
            where,
            seen=f"no rows where the last full read had {before}",
            todo="Nothing was changed. If they are really gone, run the sync with --accept.",
        )
    context = msgspec.json.encode({"race": slug, "event": event, "gunTime": answer.gunTime})
    yield Page(rows, context, reading.now(), f"{slug} {event}")


def identify_race(_head: RaceHead, context: dict[str, Any]) -> Identity:
    """A race is the slug it was asked for by."""
    return Identity(context["race"])


def identify_result(head: ResultHead, context: dict[str, Any]) -> Identity:
    """A result is its participant's id in its event; a row without one has only its bib."""
    person = key_text(head.id)
    if person is None and (bib := key_text(head.dorsal)) is not None:
        person = f"bib:{bib}"
    return Identity(joined_key([context["race"], context["event"], person]))


PROVIDER = Provider(
    slug="copernico",
    title="Copernico",
    domain="race",
    secrets=(
        Secret("api_key", "Copernico: ask Timingsense for the key of the public API"),
        Secret("login", "Copernico: the organizer's login that owns the presets"),
    ),
    entities=(
        Entity("races", RaceHead, identify_race, read_races),
        Entity("results", ResultHead, identify_result, read_results, of_people=True),
    ),
    operations=scoring("races"),
    connect=connect,
    rates=RATES,
    page_url="https://wiki.timingsense.com",
    settings=SETTINGS,
)
