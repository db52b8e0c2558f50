"""The errors of the server, in Stripe's words and shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.races import Record

DOCS = "https://stripe.com/docs/error-codes/"


@dataclass
class Problem(Exception):
    """A refused call: its status, Stripe's code for it, the words, the parameter at fault."""

    status: int
    message: str
    code: str | None = None
    param: str | None = None
    kind: str = "invalid_request_error"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Record:
        """The body that goes with it."""
        code = self.code
        named = {} if code is None else {"code": code, "doc_url": DOCS + code.replace("_", "-")}
        param = {} if self.param is None else {"param": self.param}
        return {"error": {**named, "message": self.message, **param, "type": self.kind}}


def missing(singular: str, key: str, *, status: int = 404, param: str = "id") -> Problem:
    """There is no such record; a cursor that is gone has status 400."""
    return Problem(status, f"No such {singular}: '{key}'", "resource_missing", param)


def unknown(param: str) -> Problem:
    """A parameter that this call does not take."""
    words = f"Received unknown parameter: {param}"
    return Problem(400, words, "parameter_unknown", param)


def refusal(status: int, headers: Mapping[str, str]) -> Problem:
    """What a switched-on refusal says."""
    words, code, kind = REFUSALS[status]
    return Problem(status, words, code, None, kind, headers)


INVALID, BROKEN = "invalid_request_error", "api_error"
REFUSALS = {
    400: ("Invalid request.", "parameter_invalid_empty", INVALID),
    401: ("Invalid API Key provided: sk_test_****0000", None, INVALID),
    403: (
        "The provided key does not have the required permissions for this endpoint.", None, INVALID,
    ),
    409: ("There is currently another in-progress request.", "idempotency_key_in_use", INVALID),
    429: ("Request rate limit exceeded.", "rate_limit", INVALID),
    500: ("An unknown error occurred", None, BROKEN),
    503: ("An unknown error occurred", None, BROKEN),
}  # fmt: skip
