"""kill -9 of the listener and of the service, a warehouse that is held, an account that is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.faults import Fault
from tests.orchestration.listening.mirror import Mirror
from tests.orchestration.listening.processes import Killed, held, store_held


@pytest.fixture
def killed(mirror: Mirror, tmp_path: Path) -> Iterator[Killed]:
    """The mirror, whose processes a test starts and kills."""
    made = Killed(mirror, tmp_path)
    yield made
    made.end()
    mirror.yard.faults.clear()


def test_killed_at_any_point_the_next_listener_serves_what_was_told(
    killed: Killed, mirror: Mirror
) -> None:
    mirror.yard.store.put(1047, {"subject": "Survives four times"})
    mirror.deliver()

    mirror.yard.faults.before("/opportunities/1047", killed.listener.kill)
    killed.listener.start()
    while_it_read = killed.listener.ends()
    with held(mirror.place.target):
        killed.listener.start()
        killed.is_waiting()
        killed.listener.kill()
    before_it_landed = (mirror.subjects()[1047], mirror.states()[-1])
    with store_held(mirror.place):
        killed.listener.start()
        killed.is_served(1047, "Survives four times")
        killed.listener.kill()
    before_it_marked = mirror.states()[-1]
    killed.listener.start()
    killed.settles()

    assert while_it_read == -9
    assert before_it_landed == ("Prize giving 1047", "received")
    assert before_it_marked == "received"
    assert mirror.rows("select count(*) from rentals.opportunities where id = 1047") == [(1,)]
    assert mirror.subjects()[1047] == "Survives four times"


def test_what_is_away_for_a_while_is_asked_again(killed: Killed, mirror: Mirror) -> None:
    killed.listener.start()

    with held(mirror.place.target):
        mirror.yard.store.put(1048, {"subject": "Told while it was locked"})
        mirror.deliver()
        killed.is_waiting()
    killed.is_served(1048, "Told while it was locked")
    mirror.yard.faults.add(Fault(kind="status", path="/opportunities", status=500, times=None))
    mirror.yard.store.put(1049, {"subject": "Told while it failed"})
    mirror.deliver()
    killed.says("hire: what webhooks told waits: ")
    mirror.yard.faults.clear()
    killed.is_served(1049, "Told while it failed")
    killed.listener.kill()
    with killed.refused():
        mirror.yard.store.put(1050, {"subject": "Told while nobody answered"})
        mirror.deliver()
        killed.listener.start()
        killed.says("hire: what webhooks told waits: ")
    killed.is_served(1050, "Told while nobody answered")

    killed.settles()


def test_the_service_is_killed_and_no_event_is_lost(killed: Killed, mirror: Mirror) -> None:
    killed.hook("complete")
    killed.serve()

    mirror.yard.store.put(1051, {"subject": "Answered, then killed"}, action="complete")
    answered = mirror.yard.sender.send()
    killed.service.kill()
    killed.serve()
    mirror.yard.store.put(1052, {"subject": "Killed before it was kept"}, action="complete")
    with store_held(mirror.place):
        unanswered = killed.sent_and_killed()
    killed.serve()
    again = mirror.yard.sender.send()
    mirror.follow()

    assert (answered, unanswered, again) == ([200], [0], [200])
    assert mirror.subjects()[1051] == "Answered, then killed"
    assert mirror.subjects()[1052] == "Killed before it was kept"
