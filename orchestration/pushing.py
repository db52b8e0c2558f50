"""Pushes as a person asks for them: which races a connection feeds, and the jobs that do it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from extract.kit.destination import open_warehouse
from extract.kit.errors import ConfigError
from orchestration.mapping.settings import record_settings
from orchestration.workplace import Workplace
from push.jobs import open_jobs, open_target
from push.kit.apply import Applied, apply
from push.kit.export import export
from push.kit.job import Job
from push.kit.plan import Plan
from push.kit.planning import make_plan
from push.kit.verify import Seal, verify

Progress = Callable[[str, int, int], None]


def no_progress(_race: str, _done: int, _total: int) -> None:
    """Shows nothing."""


@contextmanager
def push_jobs(
    place: Workplace, slug: str, *, race: str | None = None, progress: Progress = no_progress
) -> Iterator[list[Job]]:
    """The push jobs of one scoring connection, one per race that it is fed, or only `race`.

    Raises: ConfigError when the connection cannot be pushed to, or feeds no such race.
    """
    connection = place.connection(slug)
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
            fed = ", ".join(job.race for job in jobs)
            raise ConfigError(f"connection {slug} feeds no race {race!r}. It feeds {fed}.")
        yield chosen


def _for_race(progress: Progress, race: str) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        progress(race, done, total)

    return report


@dataclass(frozen=True)
class PushRequest:
    """What a person asked to be sent: the kept plans of a file, or what is to be done now."""

    connection: str
    race: str | None = None
    plan_file: Path | None = None
    accept: bool = False


def make_plans(
    place: Workplace,
    slug: str,
    *,
    race: str | None = None,
    save: Path | None = None,
    csv: Path | None = None,
) -> list[Plan]:
    """The plan of each race; kept as JSON in `save`, written as the provider's import in `csv`.

    Of several races each gets a file of its own, with the race in its name.

    Raises: SynclineError.
    """
    with push_jobs(place, slug, race=race) as jobs:
        plans = [make_plan(job) for job in jobs]
        if csv is not None:
            for job in jobs:
                path = csv if len(jobs) == 1 else csv.with_stem(f"{csv.stem}-{job.race}")
                with path.open("w", encoding="utf-8", newline="") as file:
                    export(job, file)
    if save is not None:
        save.write_bytes(msgspec.json.encode(plans))
    return plans


def apply_plans(
    place: Workplace, request: PushRequest, progress: Progress = no_progress
) -> list[Applied]:
    """Applies the plan of each race and gives back what was done.

    Raises: PlanMoved, PushBraked, ConfigError, ProviderError.
    """
    kept = _kept_plans(request)
    done = []
    with push_jobs(place, request.connection, race=request.race, progress=progress) as jobs:
        for job in jobs:
            plan = kept[job.race] if kept is not None else make_plan(job)
            done.append(apply(job, plan, accept=request.accept))
    return done


def verify_races(place: Workplace, slug: str, *, race: str | None = None) -> list[Seal]:
    """The seal of each race.

    Raises: SynclineError.
    """
    with push_jobs(place, slug, race=race) as jobs:
        return [verify(job) for job in jobs]


def _kept_plans(request: PushRequest) -> dict[str, Plan] | None:
    if request.plan_file is None:
        return None
    try:
        plans = msgspec.json.decode(request.plan_file.read_bytes(), type=list[Plan])
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"{request.plan_file} holds no plan: {error}") from None
    return {plan.race: plan for plan in plans}
