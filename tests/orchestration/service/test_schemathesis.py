"""Calls that nobody thought of: no failure of ours, no open door, no answer that is not described.

The service is asked over the network, as by anybody, with the right keys and without any.
"""

from typing import Any

import hypothesis
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from orchestration.service.app import ROUTERS
from orchestration.service.gate import door
from orchestration.service.openapi import described
from tests.orchestration.service.asking import ADMIN, KEY, WEBHOOK_SECRET, Asking

load_all_checks()
EACH: list[Any] = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "unsupported_method",
    )
]
LOCKED: Any = CHECKS.get_one("ignored_auth")
FEW = hypothesis.settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
KEYS = {"token": ADMIN, "key": KEY, "open": {}, "secret": {}}


def description() -> dict[str, Any]:
    """The calls as the service describes them, without a service."""
    app = FastAPI(title="syncline")
    for router in ROUTERS:
        app.include_router(router)
    return described(app)


# What is wrong may be too large as well, which is seen before anything is read.
REFUSED = {"expected-statuses": ["400", "401", "403", "404", "405", "409", "413", "415", "422"]}
CONFIG = schemathesis.Config.from_dict({"checks": {"negative_data_rejection": REFUSED}})
SCHEMA = schemathesis.openapi.from_dict(description(), config=CONFIG)
CALLS = [(method, path) for path, methods in description()["paths"].items() for method in methods]
CLOSED = [(method, path) for method, path in CALLS if door(path) != "open"]
RIGHT = [(*call, GenerationMode.POSITIVE) for call in CALLS]
# Where nothing can be sent, nothing can be sent wrong.
WRONG = [(*call, GenerationMode.NEGATIVE) for call in CLOSED]


def drawn(
    data: st.DataObject, method: str, path: str, mode: GenerationMode
) -> schemathesis.Case[Any]:
    """One call of that kind, right or wrong in form."""
    strategy = SCHEMA[path][method].as_strategy(generation_mode=mode)
    case: schemathesis.Case[Any] = data.draw(strategy)
    return case


@pytest.mark.parametrize(("method", "path", "mode"), [*RIGHT, *WRONG])
@FEW
@given(data=st.data())
def test_who_may_call_meets_no_failure(
    service: Asking, data: st.DataObject, method: str, path: str, mode: GenerationMode
) -> None:
    case, kind = drawn(data, method, path, mode), door(path)
    query = {"token": WEBHOOK_SECRET} if kind == "secret" else {}

    case.call_and_validate(
        base_url=service.url, headers=KEYS[kind], params=query, checks=[*EACH, LOCKED]
    )


@pytest.mark.parametrize(("method", "path"), CLOSED)
@FEW
@given(data=st.data())
def test_who_may_not_call_is_refused(
    service: Asking, data: st.DataObject, method: str, path: str
) -> None:
    case = drawn(data, method, path, GenerationMode.POSITIVE)

    reply = case.call(base_url=service.url, headers={"Authorization": "Bearer none"})

    assert reply.status_code in (401, 413)
