"""What a reader has done about results: prepared, looked at, and let out in their name."""

from dataclasses import dataclass

from extract.kit.destination import open_warehouse
from orchestration.dashboard.desk import View
from orchestration.dashboard.racing import find_event, put, roster_of
from orchestration.dashboard.syncing import own
from orchestration.dashboard.words import count
from orchestration.finished import Finished, read_finished
from orchestration.generations.served import look_up
from orchestration.publishing.flow import plan_results
from orchestration.service.problems import Problem
from orchestration.service.routes.publishing import publish_request
from push.publications import chosen_sources
from push.publishing.ledger import Entry, Publication, Publications, newest_publication
from push.publishing.plan import Finality
from push.publishing.planning import Wish
from push.publishing.publish import WAITING


@dataclass(frozen=True)
class Published:
    """The newest publication of an event, if any, and whether there is anything to publish."""

    event_key: str
    has_results: bool
    publication: Publication | None


def count_results(view: View, key: str) -> Finished:
    """How many of an event's people have a result.

    Raises: UnknownEvent; NothingServed; WarehouseBusy; ConfigError.
    """
    event, place = find_event(view, key), view.desk.reading
    fed = [race for _, race in roster_of(view, event).value.races]
    chosen = chosen_sources(own(view, event.connection)).get(event.event_id, "")

    def answer() -> Finished:
        with open_warehouse(place.target) as warehouse:
            look_up(warehouse)
            return read_finished(warehouse, event, fed, chosen)

    return view.desk.ask(("finished", key, chosen, tuple(fed)), answer).value


def read_published(view: View, key: str) -> Published:
    """What went out of an event, or waits to.

    Raises: as count_results does.
    """
    has_results = count_results(view, key).count > 0
    return Published(key, has_results, newest_publication(view.desk.reading.store, key))


def prepare(view: View, key: str, finality: Finality) -> str:
    """Plans the publication of an event's results, of which nothing is sent.

    Raises: SynclineError as the planning does; Problem where the event is not the reader's.
    """
    event = find_event(view, key)
    own(view, event.connection)
    place = view.desk.reading.acting_as(view.caller.subject)
    plan = plan_results(place, event.event_key, Wish(finality))
    held = f" {count(len(plan.held_back), 'result')} held back." if plan.held_back else ""
    return f"Publication {plan.number} is prepared: {plan.figures}.{held} Nothing was sent."


def publish(view: View, key: str, number: int) -> str:
    """Queues the publication that was looked at, approved by the reader.

    Raises: AlreadyQueued; Problem.
    """
    find_event(view, key)
    found = newest_publication(view.desk.service.place.store, key)
    if found is None or found.number != number or not may_publish(found):
        detail = "It no longer waits for a yes. Nothing was sent. Look at what there is now."
        raise Problem(409, "plan-closed", detail)
    own(view, found.connection)
    put(view, publish_request(view.desk.service, found, view.caller, accept=False))
    return f"Publication {number} is on its way, approved by {view.caller.subject}."


def may_publish(one: Publication) -> bool:
    """Whether a publication waits for somebody's yes."""
    return one.action == "publish" and one.state in WAITING


def read_entries(view: View, one: Publication) -> tuple[Entry, ...]:
    """The results that a publication sends or takes back, by name.

    Raises: Problem where it is not of the reader's connections.
    """
    own(view, one.connection)
    ledger = Publications(view.desk.reading.store, one.connection, one.event_key)
    return tuple(sorted(ledger.rows(one.number).values(), key=lambda row: row.name.casefold()))
