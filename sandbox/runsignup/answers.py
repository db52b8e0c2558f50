"""Answers every RunSignUp call can give: errors inside HTTP 200, XML, and emptied pages."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from sandbox.middleware import Shape

MESSAGES = {
    1: "Unknown API method.",
    3: "Invalid parameter.",
    6: "Key authentication failed",
    7: "Permission Denied",
    9: "Invalid date.",
    11: "Invalid submission.",
    14: "Request throttled.",
    15: "Invalid ID.",
    201: "Race not found.",
}
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<response><note>XML</note></response>\n'


class Problem(Exception):
    """A failed call; RunSignUp tells it by a number inside an HTTP 200 answer."""

    def __init__(self, code: int) -> None:
        super().__init__(MESSAGES[code])
        self.code = code


def error_body(code: int, message: str) -> bytes:
    """The body of a failed call."""
    return msgspec.json.encode({"error": {"error_code": code, "error_msg": message}})


def json_response(body: bytes) -> Response:
    """A JSON answer."""
    return Response(body, media_type="application/json")


def xml_response() -> Response:
    """What comes back where `format=json` was not sent."""
    return Response(XML, media_type="application/xml")


def _emptied(body: bytes) -> bytes:
    answer = msgspec.json.decode(body)
    if isinstance(answer, dict):
        return msgspec.json.encode({key: [] for key in answer})
    elements = [{"event": {**element["event"], "participants": []}} for element in answer]
    return msgspec.json.encode(elements)


SHAPE = Shape(error=error_body, emptied=_emptied)
