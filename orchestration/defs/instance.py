"""Dagster's own books: where they stand, and runs that nobody can end any more."""

import dagster as dg
from filelock import FileLock

from orchestration.instances.home import instance_home
from orchestration.workplace import Workplace


def open_instance(place: Workplace) -> dg.DagsterInstance:
    """Dagster's books: those of DAGSTER_HOME, or of the folder `dagster` in the workplace.

    One process at a time: two that make new books at once leave them with two heads.
    """
    home = instance_home(place)
    with FileLock(f"{home}/opening.lock"):
        instance = dg.DagsterInstance.from_config(str(home))
        # Each of its books is made when it is read first.
        instance.get_run_records(limit=1)
        instance.get_asset_keys(limit=1)
        instance.all_instigator_state()
    return instance


def close_run(instance: dg.DagsterInstance, run_id: str, why: str) -> bool:
    """Whether a run was still open, and is failed now: for one whose worker has died.

    What was complete in it counts: a retry goes on from there.
    """
    run = instance.get_run_by_id(run_id)
    if run is None or run.is_finished:
        return False
    if run.status == dg.DagsterRunStatus.CANCELING:
        instance.report_run_canceled(run, why)
    else:
        instance.report_run_failed(run, why)
    return True
