"""Whether a connection works: the cheapest calls with its own key, of which nothing is kept."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from extract.kit.budget import Budget
from extract.kit.connecting import connected, entities_of
from extract.kit.connection import Connection
from extract.kit.errors import (
    AuthError,
    ConfigError,
    PermissionDenied,
    ProviderError,
    SynclineError,
    Unreachable,
    Where,
)
from extract.kit.http import Reply, Session
from extract.kit.spec import Entity, Page, Provider, Reading
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.audit.noting import Deed, note
from orchestration.workplace import Workplace

# Who tries wants to know now: no call is made again.
ONCE = {"retry": {"attempts": 1}, "max_retries": 0}
CALLS_PER_ENTITY = 5
WITHOUT_LOG = "Until then only a full sync can tell what was changed or deleted."
LIMIT_HEADERS = ("ratelimit", "rate-limit", "x-rate-limit", "retry-after")
Verdict = Literal["well", "failed", "unknown"]


@dataclass(frozen=True)
class Check:
    """One thing that was tried; `words` are fit to show."""

    name: str
    verdict: Verdict
    words: str


@dataclass(frozen=True)
class Tried:
    """How the trial went; `words` say it in one line, `checks` one by one."""

    connection: str
    is_well: bool
    words: str
    checks: tuple[Check, ...] = ()


class Enough(SynclineError):
    """As many calls were made for one entity as a trial may cost."""


@dataclass
class Counted:
    """A budget that hands out a few calls only."""

    budget: Budget
    left: int = CALLS_PER_ENTITY

    def acquire(self) -> None:
        """Blocks until one more call may be made.

        Raises: Enough when that was all.
        """
        if self.left <= 0:
            raise Enough(f"nothing came in {CALLS_PER_ENTITY} calls")
        self.left -= 1
        self.budget.acquire()


@dataclass
class Notes:
    """What the provider's replies said beside their bodies."""

    now: Callable[[], datetime]
    replies: int = 0
    ahead_seconds: float | None = None
    limits: dict[str, str] = field(default_factory=dict)

    def watch(self, session: Session) -> Counted:
        """Has the session's replies looked at, and its calls counted."""
        before, counted = session.spec.check, Counted(session.spec.budget)

        def check(reply: Reply, where: Where) -> None:
            self.note(reply, session)
            before(reply, where)

        session.spec = replace(session.spec, check=check, budget=counted)
        return counted

    def note(self, reply: Reply, session: Session) -> None:
        """Takes down the clock of the first reply, and what any of them says of limits."""
        self.replies += 1
        clock = session.provider_clock
        if self.ahead_seconds is None and clock is not None:
            self.ahead_seconds = (clock - self.now()).total_seconds()
        for name, value in reply.headers.items():
            if any(part in name for part in LIMIT_HEADERS):
                self.limits[name] = value[:40]


def try_connection(place: Workplace, wanted: str, now: Callable[[], datetime] = utc_now) -> Tried:
    """How reading the first page of each of the connection's entities, and of its logs, went.

    That it was tried is written down, and by whom.

    Raises: ConfigError when there is no such connection.
    """
    tried = _tried(place, place.connection(wanted), now)
    note_trial(place, "connection", tried, now)
    return tried


def note_trial(place: Workplace, kind: str, tried: Tried, now: Callable[[], datetime]) -> None:
    """Writes down who tried what, and which checks failed: not the words, which others chose."""
    failed = [check.name for check in tried.checks if check.verdict == "failed"]
    detail = f"failed: {', '.join(failed)}" if failed else "well"
    note(place.store, Deed(now(), place.actor, "tested", f"{kind} {tried.connection}", detail))


def _tried(place: Workplace, wanted: Connection, now: Callable[[], datetime]) -> Tried:
    connection = _impatient(wanted)
    provider = PROVIDERS[connection.provider]
    notes = Notes(now)
    try:
        with connected(provider, connection, place.doors) as session:
            counted = notes.watch(session)
            reading = Reading(connection, session, now)
            found = list(_entities(provider, reading, counted))
    except ConfigError as error:
        return Tried(connection.slug, False, str(error), (Check("settings", "failed", str(error)),))
    return _told(provider, connection, found, notes)


def _entities(
    provider: Provider, reading: Reading, counted: Counted
) -> Iterator[tuple[Check, SynclineError | None]]:
    """Each entity's check; no further one is tried on a dead line, or a key refused at once."""
    is_known = False
    for entity in (*entities_of(provider, reading.connection), *provider.logs):
        counted.left = CALLS_PER_ENTITY
        reading.notes, reading.upstream_total = [], None
        check, error = _readable(entity, reading, counted)
        if error is not None and entity in provider.logs:
            check = replace(check, words=f"{check.words} {WITHOUT_LOG}")
        yield check, error
        is_known = is_known or error is None
        if isinstance(error, Unreachable) or (isinstance(error, AuthError) and not is_known):
            return


def _readable(
    entity: Entity, reading: Reading, counted: Counted
) -> tuple[Check, SynclineError | None]:
    try:
        page = _first_page(entity, reading)
    except Enough as enough:
        return Check(entity.name, "unknown", f"readable as far as was tried: {enough}"), None
    except ConfigError:
        raise
    except SynclineError as error:
        return Check(entity.name, "failed", str(error)), error
    except (TypeError, ValueError, AttributeError) as error:
        # A setting of another kind than what is made of it; its value is not repeated.
        raise ConfigError(
            f"A setting of {reading.connection.slug} cannot be used ({type(error).__name__}). "
            "Correct it."
        ) from None
    if reading.notes and page is None:
        return Check(entity.name, "unknown", "; ".join(reading.notes)), None
    if page is None and counted.left == CALLS_PER_ENTITY:
        return Check(entity.name, "unknown", "not asked for: there is nothing to ask it of"), None
    count = 0 if page is None else len(page.rows)
    return Check(entity.name, "well", f"{count:,} on the first page"), None


def _first_page(entity: Entity, reading: Reading) -> Page | None:
    pages = entity.read(reading)
    try:
        return next(pages, None)
    finally:
        if isinstance(pages, Generator):
            pages.close()


def _told(
    provider: Provider,
    connection: Connection,
    found: list[tuple[Check, SynclineError | None]],
    notes: Notes,
) -> Tried:
    errors = [error for _, error in found if error is not None]
    is_known = len(errors) < len(found)
    checks = [
        *_access(provider, errors, is_known=is_known),
        *_scopes(found, is_known=is_known),
        *(check for check, _ in found),
        *_seen(notes),
    ]
    if errors:
        return Tried(connection.slug, False, str(errors[0]), tuple(checks))
    first = found[0][0]
    count = first.words.removesuffix(" on the first page")
    words = (
        f"{provider.title} answers: {count} {first.name} on the first page."
        if first.verdict == "well"
        else f"{provider.title} answers. {first.name}: {first.words}."
    )
    return Tried(connection.slug, True, words, tuple(checks))


def _access(provider: Provider, errors: list[SynclineError], *, is_known: bool) -> Iterator[Check]:
    """Whether the provider was reached, and whether it took the key."""
    failed = [error for error in errors if isinstance(error, ProviderError)]
    away = [error for error in failed if isinstance(error, Unreachable)]
    if away and not is_known:
        yield Check("reachable", "failed", away[0].seen)
        yield Check("key", "unknown", "it was not asked for")
        return
    yield Check("reachable", "well", f"{provider.title} answers")
    refused = [error for error in failed if isinstance(error, AuthError)]
    if refused and not is_known:
        yield Check("key", "failed", f"{refused[0].seen}. {refused[0].todo}")
    else:
        yield Check("key", "well", "accepted")


def _scopes(found: list[tuple[Check, SynclineError | None]], *, is_known: bool) -> Iterator[Check]:
    """What the key may read; nothing of one that was not taken at all."""
    if not is_known:
        return
    closed = [
        check.name for check, error in found if isinstance(error, AuthError | PermissionDenied)
    ]
    if closed:
        yield Check("scopes", "failed", f"the key may not read {', '.join(closed)}")
    else:
        yield Check("scopes", "well", "no entity that was asked for is closed to the key")


def _seen(notes: Notes) -> Iterator[Check]:
    """The provider's clock against ours, and the rate limit that its replies tell of."""
    ahead = notes.ahead_seconds
    if ahead is None:
        yield Check("clock", "unknown", "no reply was dated")
    else:
        # A header has whole seconds only.
        side = "ahead of" if ahead > 0 else "behind"
        yield Check("clock", "well", f"{abs(round(ahead)):,} s {side} ours")
    if notes.limits:
        told = ", ".join(f"{name} {value}" for name, value in sorted(notes.limits.items()))
        yield Check("rate limit", "well", told)
    elif notes.replies:
        yield Check("rate limit", "unknown", "no reply told of one")


def _impatient(connection: Connection) -> Connection:
    return replace(connection, settings={**connection.settings, **ONCE})


def show_tried(tried: Tried, *, as_json: bool) -> None:
    """One line for each thing that was tried."""
    from orchestration.screens import OUT, escaped, show_json

    if as_json:
        return show_json(tried)
    styles = {"well": "green", "failed": "red", "unknown": "yellow"}
    for check in tried.checks:
        style = styles[check.verdict]
        line = f"[{style}]{check.verdict:<8}[/] {escaped(check.name)}: {escaped(check.words)}"
        OUT.print(line, soft_wrap=True)
    OUT.print(escaped(tried.words), soft_wrap=True)
