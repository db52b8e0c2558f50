"""Jobs that a caller waits for: put into the queue if they are not there, and followed."""

import asyncio

from orchestration.queue import reading
from orchestration.queue.jobs import AlreadyQueued, Job, JobRequest
from orchestration.queue.queue import Queue
from orchestration.service.context import Service

ENDED = frozenset({"completed", "failed_permanent", "cancelled"})
# Of the time that a call may take, so that there is time to answer.
PATIENCE = 0.8
LOOK_SECONDS = (0.05, 0.5)


def put_or_find(queue: Queue, request: JobRequest) -> tuple[Job, bool]:
    """The job that does what is asked for, and whether it is a new one."""
    try:
        return queue.put(request), True
    except AlreadyQueued as error:
        return error.job, False


async def put_anew(here: Service, request: JobRequest, who: str) -> Job:
    """The job that does what is asked for; one that waits for its next try gives way to it.

    How the last try ended is not what is asked for.
    """
    job, is_new = await here.wait_for(put_or_find, here.queue, request)
    if not is_new and job.state == "queued" and job.attempt > 0:
        await here.wait_for(here.queue.cancel, job.id, who)
        job, _ = await here.wait_for(put_or_find, here.queue, request)
    return job


def is_over(job: Job) -> bool:
    """Whether the job has ended, or its attempt has failed so that it waits for the next."""
    return job.state in ENDED or (job.state == "queued" and job.attempt > 0)


def _as_it_stands(here: Service, job: Job) -> Job:
    return reading.find(here.place.store, job.id) or job


async def follow(here: Service, job: Job) -> Job:
    """The job when it is over, or as it stands when patience ends."""
    clock = asyncio.get_running_loop().time
    until = clock() + here.settings.seconds * PATIENCE
    pause, longest = LOOK_SECONDS
    while not is_over(job) and clock() < until:
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, longest)
        job = await here.wait_for(_as_it_stands, here, job)
    return job
