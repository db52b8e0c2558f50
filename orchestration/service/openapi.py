"""/openapi.json: the calls as FastAPI knows them, with who may call and how errors look."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from orchestration.service.gate import Door, door
from orchestration.service.problems import MEDIA_TYPE
from orchestration.service.talent_shapes import StoreJson

DESCRIPTION = (
    "Every error is a problem (RFC 9457). Each answer carries X-Request-ID, yours if you sent one."
)
SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "key": {"type": "http", "scheme": "bearer"},
    "keyHeader": {"type": "apiKey", "in": "header", "name": "x-sync-secret"},
    "urlSecret": {"type": "apiKey", "in": "query", "name": "token"},
}
OPENED_BY: dict[Door, list[dict[str, list[str]]]] = {
    "open": [],
    "secret": [{"urlSecret": []}],
    "token": [{"token": []}],
    "key": [{"key": []}, {"keyHeader": []}],
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
    "examples": [
        {
            "type": "urn:syncline:problem:already-queued",
            "title": "already queued",
            "status": 409,
            "detail": "participants of harbor_runsignup is running already.",
            "instance": "urn:syncline:request:9f0b2c",
            "syncId": "4f9c0c2e-7d1b-4a53-9a35-0d7cf0b1c0de",
        }
    ],
}
WORDS = {
    400: "Not configured, or not readable.",
    401: "Nobody that is known: no token, key or secret, or a wrong one.",
    403: "The role may not do this.",
    404: "It is not there, or not the caller's.",
    408: "The body came too slowly.",
    409: "It is queued, running or done already.",
    413: "The body is too large.",
    422: "The call is not of the form that is shown.",
    429: "Too many calls; Retry-After says when the next may come.",
    500: "The service failed.",
    503: "Not possible now.",
}


def describe(app: FastAPI) -> None:
    """Lets the application give its description, made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def described(app: FastAPI) -> dict[str, Any]:
    """The description of every call."""
    found = get_openapi(title=app.title, version="1", description=DESCRIPTION, routes=app.routes)
    parts = found.setdefault("components", {})
    parts["securitySchemes"] = SCHEMES
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    schemas["StoreJson"] = StoreJson.model_json_schema()
    for path, calls in found["paths"].items():
        for call in calls.values():
            _complete(call, path)
    return found


def _complete(call: dict[str, Any], path: str) -> None:
    kind = door(path)
    call["security"] = OPENED_BY[kind]
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    call["responses"].pop("422", None)
    for status, words in WORDS.items():
        call["responses"].setdefault(str(status), {"description": words, "content": content})
