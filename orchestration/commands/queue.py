"""Commands about the queue: what waits, what ran, add, cancel."""

from typing import Annotated

import typer

from orchestration.commands.shared import Json, answering, here

queue = typer.Typer(no_args_is_help=True, help="See what waits and runs, add to it, cancel.")

Id = Annotated[str, typer.Argument(help="A job's id, as `syncline queue list` shows it.")]


@queue.command("list", epilog="Example: syncline queue list --state failed_permanent")
def list_jobs(
    connection: Annotated[str | None, typer.Option(help="Only this connection's.")] = None,
    partner: Annotated[str | None, typer.Option(help="Only this timing partner's.")] = None,
    state: Annotated[str | None, typer.Option(help="queued, running, completed, ...")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    *,
    as_json: Json = False,
) -> None:
    """Shows the newest jobs: what waits, what runs, what became of the others."""
    from orchestration.queue.reading import Wanted, newest, owners, state_named
    from orchestration.queue.screens import show_jobs
    from orchestration.registry.naming import known_partner

    with answering(as_json=as_json):
        place = here()
        if partner is not None:
            owned = (one.owner for one in place.connections().values())
            known_partner(partner, (*owned, *owners(place.store)))
        wanted = Wanted(owner=partner, connection=connection, state=state_named(state))
        show_jobs(newest(place.store, wanted, limit=limit), as_json=as_json)


@queue.command(epilog="Example: syncline queue show 4d1f1d0e-5a53-4a8e-9b1f-1f6f5d3a0c11")
def show(job_id: Id, *, as_json: Json = False) -> None:
    """Shows one job with every attempt at it."""
    from orchestration.queue.jobs import NoSuchJob
    from orchestration.queue.reading import attempts, find
    from orchestration.queue.screens import show_job

    with answering(as_json=as_json):
        store = here().store
        job = find(store, job_id)
        if job is None:
            raise NoSuchJob(f"There is no job {job_id!r}.")
        show_job(job, attempts(store, job_id), as_json=as_json)


@queue.command(epilog="Example: syncline queue add demo_runsignup participants")
def add(
    connection: Annotated[str, typer.Argument(help="The connection, e.g. demo_runsignup.")],
    operation: Annotated[str, typer.Argument(help="participants, results, events, push, ...")],
    *,
    as_json: Json = False,
) -> None:
    """Queues one operation at the front, as the service's manual sync does."""
    from dataclasses import replace

    from orchestration.queue.queue import Queue
    from orchestration.queue.requests import request_for
    from orchestration.queue.screens import show_job

    with answering(as_json=as_json):
        place = here()
        request = request_for(place.connection(connection), operation)
        job = Queue(place.store).put(replace(request, requested_by=place.actor))
        show_job(job, [], as_json=as_json)


@queue.command(epilog="Example: syncline queue cancel 4d1f1d0e-5a53-4a8e-9b1f-1f6f5d3a0c11")
def cancel(job_id: Id, *, as_json: Json = False) -> None:
    """Takes a waiting job out, or has a running one ended in order."""
    from orchestration.queue.queue import Queue
    from orchestration.queue.screens import show_job

    with answering(as_json=as_json):
        place = here()
        show_job(Queue(place.store).cancel(job_id, place.actor), [], as_json=as_json)


def work(
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many; DuckDB 1, PostgreSQL 3.")
    ] = None,
) -> None:
    """Runs the workers that do what is queued, until Ctrl-C."""
    from orchestration.queue.start import run_crew

    with answering(as_json=False):
        run_crew(here(), workers)
