"""Who would be sent where, and who is held back why, as a push sorts them."""

from collections.abc import Iterable

from push.kit.events import Events
from push.kit.holding import sort_people
from push.kit.job import Job
from push.kit.target import EVENT

LISTED = """
    select scoring_race_id, record_id,
        case when status = 'ready' then scoring_event else held_back_reason end
    from race.start_list where scoring_connection = '{connection}'
"""


def planned(jobs: Iterable[Job]) -> list[tuple[object, ...]]:
    """Race, record and scoring event or reason of everybody active, as `LISTED` gives them."""
    found: list[tuple[object, ...]] = []
    for job in jobs:
        events = Events(job.target.events(job.race), job.rules.event_map)
        people = sort_people(job.people(), job.target, events)
        found += [(job.race, key, one[1][EVENT]) for key, one in people.wanted.items()]
        found += [(job.race, one.record_id, one.reason) for one in people.held_back]
    return sorted(found)
