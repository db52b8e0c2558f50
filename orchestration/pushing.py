"""Pushes as a person asks for them: which races a connection feeds, and the jobs that do it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from extract.kit.destination import open_warehouse
from extract.kit.errors import ConfigError, SynclineError
from orchestration.mapping.partners import own_source
from orchestration.mapping.settings import record_settings
from orchestration.mirror.seals import record_seal
from orchestration.registry.errors import active
from orchestration.workplace import Workplace
from push.jobs import open_jobs, open_target, sends_edits
from push.kit.apply import Applied, apply_stored
from push.kit.errors import PlanClosed
from push.kit.export import export
from push.kit.job import Job
from push.kit.plan import Plan
from push.kit.planning import make_plan
from push.kit.plans import Plans, StoredPlan
from push.kit.undo import undo_stored
from push.kit.verify import Seal, verify

Progress = Callable[[str, int, int], None]


def no_progress(_race: str, _done: int, _total: int) -> None:
    """Shows nothing."""


@contextmanager
def push_jobs(
    place: Workplace, slug: str, *, race: str | None = None, progress: Progress = no_progress
) -> Iterator[list[Job]]:
    """The push jobs of one scoring connection, one per race that it is fed, or only `race`.

    Raises: ConfigError when the connection cannot be pushed to, is disabled, is to be fed with
    another partner's people, or feeds no such race; nor takes edits of such records.
    """
    connection = own_source(active(place.connection(slug)), place.connections().values())
    target = open_target(connection, place.doors.budget_path)
    with open_warehouse(place.target) as warehouse:
        record_settings(warehouse, place.connections().values())
        jobs = open_jobs(connection, target, place.store, warehouse.connection)
        chosen = [
            replace(job, progress=_for_race(progress, job.race))
            for job in jobs
            if race in (None, job.race)
        ]
        if not chosen:
            does = (
                ("takes edits of", "") if sends_edits(connection.provider) else ("feeds", "race ")
            )
            fed = ", ".join(job.race for job in jobs)
            raise ConfigError(
                f"connection {connection.slug} {does[0]} no {does[1]}{race!r}. It {does[0]} {fed}."
            )
        yield chosen


def _for_race(progress: Progress, race: str) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        progress(race, done, total)

    return report


@dataclass(frozen=True)
class PushRequest:
    """What a person asked to be sent: the stored plan of that number, or what is to be done now."""

    connection: str
    race: str | None = None
    plan: int | None = None
    accept: bool = False


def make_plans(
    place: Workplace,
    slug: str,
    *,
    race: str | None = None,
    csv: Path | None = None,
    who: str = "",
) -> list[Plan]:
    """The plan of each race, stored and numbered; written as the provider's import in `csv`.

    Of several races each gets a file of its own, with the race in its name. `who` made them, or
    whoever is at work here.

    Raises: SynclineError.
    """
    plans = Plans(place.store)
    with push_jobs(place, slug, race=race) as jobs:
        made = [plans.put(make_plan(job), who or place.actor) for job in jobs]
        if csv is not None:
            for job in jobs:
                path = csv if len(jobs) == 1 else csv.with_stem(f"{csv.stem}-{job.race}")
                _write_import(job, path)
    return made


def _write_import(job: Job, path: Path) -> None:
    """Writes the import file whole, or leaves what stands there.

    Raises: ConfigError when it cannot be written; ProviderError.
    """
    whole = StringIO(newline="")
    export(job, whole)
    try:
        path.write_text(whole.getvalue(), encoding="utf-8", newline="")
    except OSError as error:
        raise ConfigError(
            f"The import file {path} cannot be written: {error.strerror}. The plan is stored and "
            "nothing was sent. Name another file with --csv."
        ) from error


def apply_plans(
    place: Workplace, request: PushRequest, progress: Progress = no_progress
) -> list[Applied]:
    """Applies the stored plan that was asked for, or makes, stores and applies that of each race.

    Raises: PlanClosed, PlanMoved, PushBraked, PushBusy, ConfigError, ProviderError; each with a
        note of every race that was pushed before.
    """
    plans, who, accept = Plans(place.store), place.actor, request.accept
    race = request.race
    if request.plan is not None:
        race = _race_of(plans, request.plan, request)
    done: list[Applied] = []
    with push_jobs(place, request.connection, race=race, progress=progress) as jobs, noting(done):
        for job in jobs:
            number = request.plan
            if number is None:
                number = plans.put(make_plan(job), who).number
            assert number is not None
            applied = apply_stored(job, plans, number, who=who, accept=accept)
            record_seal(place.store, job.connection, applied.seal, job.now())
            done.append(applied)
    return done


@contextmanager
def noting(done: list[Applied]) -> Iterator[None]:
    """Adds what was pushed already to an error that ends the pushing of several races."""
    try:
        yield
    except SynclineError as error:
        for one in done:
            error.add_note(
                f"{one.seal.race}, plan {one.number}, was pushed before that: {one.sent:,} sent, "
                f"{one.confirmed:,} confirmed."
            )
        raise


def stored_plans(place: Workplace, slug: str) -> list[StoredPlan]:
    """The newest plans of a scoring connection, newest first.

    Raises: ConfigError when there is no such connection.
    """
    return Plans(place.store).newest(place.connection(slug).slug)


def plan_undo(place: Workplace, number: int) -> Plan:
    """The plan that undoes the applied plan of that number, stored and numbered itself.

    Raises: PlanClosed when that plan was not applied, or has been undone; ConfigError;
        ProviderError.
    """
    plans = Plans(place.store)
    about = plans.about(number)
    with push_jobs(place, about.connection, race=about.race) as [job]:
        return undo_stored(job, plans, number, who=place.actor)


def verify_races(place: Workplace, slug: str, *, race: str | None = None) -> list[Seal]:
    """The seal of each race.

    Raises: SynclineError.
    """
    with push_jobs(place, slug, race=race) as jobs:
        return [_verified(place, job) for job in jobs]


def _verified(place: Workplace, job: Job) -> Seal:
    began = job.now()
    found = verify(job)
    record_seal(place.store, job.connection, found, began)
    return found


def _race_of(plans: Plans, number: int, request: PushRequest) -> str:
    about = plans.about(number)
    if about.connection != request.connection:
        raise PlanClosed(
            f"Plan {number} is one of {about.connection}, not of {request.connection}. "
            "Nothing was sent."
        )
    if request.race not in (None, about.race):
        raise PlanClosed(
            f"Plan {number} is one of race {about.race}, not of {request.race}. Nothing was sent."
        )
    return about.race
