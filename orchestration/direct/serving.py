"""A sync to its end: what was pulled is served, record by record or by a build."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from extract.kit.connecting import entities_of
from extract.kit.connection import Connection
from extract.kit.destination import open_warehouse
from extract.kit.errors import AuthError, ProviderError, Unreachable
from extract.kit.sync import SyncOptions, SyncReport
from extract.providers import PROVIDERS
from orchestration.building import Builder
from orchestration.direct.applying import Change
from orchestration.direct.catching_up import CaughtUp, catch_up, catch_up_all
from orchestration.direct.described import described_anew
from orchestration.direct.left_over import LeftOver, mark_left_over
from orchestration.direct.waiting import waiting_for_build
from orchestration.registry.errors import active
from orchestration.syncing import run_sync
from orchestration.unchanged import settle
from orchestration.workplace import Workplace


@dataclass(frozen=True)
class SyncServed:
    """What a sync brought and what became of it: `changes` per served view, in rows.

    `flips` says what a build has flipped, where one was due, and `reason` why. `failures` holds
    what each entity said that could not be read while the others were; `left_over` are views whose
    query has left the settings, `waiting` served models that only a build of `group` brings up to
    date.
    """

    pulled: SyncReport
    is_served: bool = False
    changes: tuple[Change, ...] = ()
    flips: tuple[str, ...] = ()
    reason: str | None = None
    failures: tuple[ProviderError, ...] = field(default=())
    left_over: tuple[LeftOver, ...] = ()
    waiting: tuple[str, ...] = ()
    group: str = ""


def sync_and_serve(
    place: Workplace, slug: str, options: SyncOptions, built: Callable[[str], None] | None = None
) -> SyncServed:
    """What was pulled from a connection and, where its provider is served at once, served.

    Of such a provider, changes of the entities that could be read are served although another one
    failed; of a full sync nothing moves then.

    Raises: Disabled; SynclineError; what was served before is served still.
    """
    connection = active(place.connection(slug))
    # It may have been called by its name.
    slug = connection.slug
    provider = PROVIDERS[connection.provider]
    if not provider.is_served_at_once:
        return _synced(place, connection, options, built)
    pulled, failures = _pulled(place, connection, options)
    done = SyncServed(pulled, is_served=True, failures=failures)
    # A complete read is served as a whole, or not at all.
    caught = (
        CaughtUp(build_due="All was read, and what is absent is gone.")
        if options.full
        else serve_loads(place, connection)
    )
    flips: list[str] = []
    if caught.build_due is not None:
        group = f"+group:{provider.domain}"
        flips = Builder(place.target).build(group, built, accept=options.accept).flips
    with open_warehouse(place.target) as warehouse:
        if flips:
            catch_up_all(warehouse, PROVIDERS.values())
        left = mark_left_over(warehouse, provider, connection)
        waiting = waiting_for_build(warehouse, provider, slug)
    return replace(
        done,
        changes=caught.changes,
        flips=tuple(flips),
        reason=caught.build_due,
        left_over=left,
        waiting=waiting,
        group=provider.domain,
    )


def _synced(
    place: Workplace,
    connection: Connection,
    options: SyncOptions,
    built: Callable[[str], None] | None,
) -> SyncServed:
    """What was pulled of a provider that builds serve; one is made only for what others edit."""
    provider = PROVIDERS[connection.provider]
    done = SyncServed(run_sync(place, connection.slug, options))
    brought = any(one.added or one.changed or one.deleted for one in done.pulled.entities)
    is_served = False
    if provider.has_edits or not brought:
        with open_warehouse(place.target) as warehouse:
            is_served = settle(warehouse, provider, connection.slug)
    if not provider.has_edits:
        return done
    if is_served:
        return replace(done, is_served=True)
    # What others have edited counts although nothing new came.
    report = Builder(place.target).build(f"+group:{provider.domain}", built, accept=options.accept)
    reason = "What was edited beside it counts from a build on."
    return replace(done, is_served=True, flips=tuple(report.flips), reason=reason)


def _pulled(
    place: Workplace, connection: Connection, options: SyncOptions
) -> tuple[SyncReport, tuple[ProviderError, ...]]:
    """The load of the entities that could be read, and what the others said.

    Raises: ProviderError where none could, or one of a full sync.
    """
    if options.full:
        return run_sync(place, connection.slug, options), ()
    provider = PROVIDERS[connection.provider]
    names = [one.name for one in entities_of(provider, connection)]
    left = [name for name in names if not options.entities or name in options.entities]
    # Names that are none are refused by the sync itself.
    asked, failures = options, list[ProviderError]()
    while True:
        try:
            return run_sync(place, connection.slug, asked), tuple(failures)
        except ProviderError as error:
            # Who is away, or takes no key, is so for every entity.
            is_away = isinstance(error, AuthError | Unreachable)
            if is_away or error.where.entity not in left or len(left) == 1:
                raise
            left.remove(error.where.entity)
            failures.append(error)
            asked = replace(options, entities=tuple(left))


def serve_loads(place: Workplace, connection: Connection) -> CaughtUp:
    """What was served of a connection's loads without a build, and why one is due if it is.

    Raises: SynclineError.
    """
    provider = PROVIDERS[connection.provider]
    with open_warehouse(place.target) as warehouse:
        caught = catch_up(warehouse, provider, connection.slug)
        anew = described_anew(warehouse, provider, connection)
    reasons = [reason for reason in (caught.build_due, anew) if reason]
    return replace(caught, build_due=" ".join(reasons) or None)
