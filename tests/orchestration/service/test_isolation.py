"""Whatever a partner's token asks, with whatever names and numbers, no answer tells of another."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.queue.queue import Queue
from orchestration.queue.table import JOBS
from orchestration.service.gate import door
from orchestration.service.tokens import Role
from orchestration.workplace import Workplace
from push.kit.plan import Action, Plan
from push.kit.plans import PLANS, Plans
from push.publishing.ledger import PUBLICATIONS, ROWS, Publications
from push.publishing.plan import Plan as Publication
from push.publishing.plan import Row
from tests.orchestration.service.asking import OTHER, PARTNER, Answer, Asking, bearer, token
from tests.orchestration.service.conftest import participants
from tests.orchestration.service.test_schemathesis import description

# What stands in a partner's rows and in nothing that a call names.
MARKS = {PARTNER: "Quillfeather", OTHER: "Zanderholm"}
# Which connection a plan is kept for, and which a publication: ridge has but one.
SLUGS = {
    PARTNER: ("harbor_copernico", "harbor_runsignup"),
    OTHER: ("ridge_haku", "ridge_haku"),
}
RACE = "riverbend"
EXAMPLES = min(settings().max_examples, 1_000)


@dataclass
class Two:
    """Two partners with the same race and event names, and what each of them has to hide."""

    service: Asking
    values: dict[str, list[Any]] = field(default_factory=dict)

    def ask(self, call: "Call") -> Answer:
        """The answer to one call."""
        path, query = call.path, []
        for name, value in call.parameters.items():
            if "{" + name + "}" in path:
                path = path.replace("{" + name + "}", str(value))
            else:
                query.append(f"{name}={value}")
        asked = f"{path}?{'&'.join(query)}" if query else path
        headers = bearer(token(call.role, call.partner))
        return self.service.send(call.method, asked, call.body, headers)


@dataclass(frozen=True)
class Call:
    """One call as somebody of a partner makes it."""

    partner: str
    role: Role
    method: str
    path: str
    parameters: dict[str, Any]
    body: dict[str, Any] | None


@pytest.fixture
def two(service: Asking, place: Workplace) -> Iterator[Two]:
    """Jobs that failed and wait, plans and publications of both partners."""
    made = Two(service)
    numbers: list[int] = []
    for partner in MARKS:
        numbers += planted(place, partner)
    made.values = {
        "connection": [*SLUGS[PARTNER], *SLUGS[OTHER]],
        "timing_partner_id": [PARTNER, OTHER],
        "event": [event_of(PARTNER), event_of(OTHER)],
        "race": [RACE],
        "number": sorted(set(numbers)),
        "plan": sorted(set(numbers)),
        "provider_name": ["runsignup", "haku", "copernico"],
        "operation_type": ["participants", "results"],
    }
    yield made
    with place.store.begin() as store:
        for table in (PLANS, ROWS, PUBLICATIONS):
            store.execute(sa.delete(table))


def event_of(partner: str) -> str:
    """The key of a partner's event: numbered alike, of its own connection."""
    return f"{SLUGS[partner][1]}-910101"


def planted(place: Workplace, partner: str) -> list[int]:
    """The numbers of a partner's plan and publication, made with a failed and a waiting job."""
    mark, (scoring, registering) = MARKS[partner], SLUGS[partner]
    runner = Action("create", f"rsu-{mark}", f"Maya {mark}", "10 Mile", {"last_name": mark})
    plan = Plans(place.store).put(Plan(scoring, RACE, 1, 0, (runner,), id=mark), f"ana {mark}")
    row = Row("add", f"rsu-{mark}", f"Maya {mark}", {"place": "1"})
    publication = Publication(
        registering, event_of(partner), f"10 Mile {mark}", scoring, "official", False, 0, 0, (row,)
    )
    ledger = Publications(place.store, registering, event_of(partner))
    number = ledger.store(publication, f"ana {mark}")
    queue = Queue(place.store)
    queue.put(participants(partner, registering))
    with place.store.begin() as store:
        store.execute(
            sa.update(JOBS)
            .where(JOBS.c.owner == partner)
            .values(error=f"{mark} is not reachable", requested_by=f"ana {mark}")
        )
    return [plan.number or 0, number]


CALLS = [
    (method, path, call)
    for path, methods in description()["paths"].items()
    for method, call in methods.items()
    if door(path) == "token"
]


def drawn(data: st.DataObject, two: Two) -> Call:
    """Any call that a token opens, by anybody of a partner, about things of either."""
    method, path, about = data.draw(st.sampled_from(CALLS))
    # An administrator would change the connections of the one service.
    roles: list[Role] = ["timer", "viewer", "data_ops"]
    role = data.draw(st.sampled_from(["admin", *roles] if method == "get" else roles))
    names = [one["name"] for one in about.get("parameters", [])]
    parameters = {name: data.draw(value(two, name)) for name in names}
    shown = {
        name: given
        for name, given in parameters.items()
        if "{" + name + "}" in path or data.draw(st.booleans())
    }
    body = None
    if "requestBody" in about:
        fields = data.draw(st.sets(st.sampled_from(sorted(two.values))))
        body = {name: data.draw(value(two, name)) for name in sorted(fields)}
    partner = data.draw(st.sampled_from(sorted(MARKS)))
    return Call(partner, role, method.upper(), path, shown, body)


def value(two: Two, name: str) -> st.SearchStrategy[Any]:
    """A value that a parameter or field of that name may have: of one partner or the other."""
    return st.sampled_from(two.values.get(name, [PARTNER, OTHER, *two.values["connection"]]))


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_property_no_answer_tells_of_another_partner(two: Two, data: st.DataObject) -> None:
    call = drawn(data, two)

    answer = two.ask(call)

    [other] = set(MARKS) - {call.partner}
    assert MARKS[other].encode() not in answer.raw, (call, answer.raw)


@pytest.mark.parametrize("partner", MARKS)
@pytest.mark.parametrize(
    "path",
    [
        "/api/sync/status/{partner}",
        "/api/push/plan?connection={scoring}",
        "/api/results/plan?event={event}",
    ],
)
def test_a_partner_sees_what_is_its_own_and_the_other_does_not(
    two: Two, partner: str, path: str
) -> None:
    asked = path.format(partner=partner, scoring=SLUGS[partner][0], event=event_of(partner))
    [other] = set(MARKS) - {partner}

    own = two.service.get(asked, bearer(token("timer", partner)))
    others = two.service.get(asked, bearer(token("timer", other)))

    assert (own.status, MARKS[partner] in own.raw.decode()) == (200, True)
    assert (others.status, MARKS[partner] in others.raw.decode()) == (404, False)
    assert json.loads(others.raw)["type"].startswith("urn:syncline:problem:unknown-")
