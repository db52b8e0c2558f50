"""/openapi.json and /docs: a page of our own, for which a browser needs nothing from elsewhere."""

from html import escape
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

router = APIRouter(include_in_schema=False)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
summary { cursor: pointer; padding: .4rem 0 } code, pre { font: 14px/1.4 ui-monospace, monospace }
pre { background: #f4f4f2; padding: .8rem; overflow-x: auto } th { text-align: left }
td, th { padding-right: 1.5rem; vertical-align: top } .method { display: inline-block; width: 4rem }
"""


@router.get("/openapi.json")
async def description(request: Request) -> Response:
    """The description of every call, as OpenAPI."""
    body = msgspec.json.encode(request.app.openapi())
    return Response(body, media_type="application/json")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The same for people."""
    found = request.app.openapi()
    calls = [
        _call(method, path, call, found)
        for path, methods in found["paths"].items()
        for method, call in methods.items()
    ]
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>syncline: calls</title>'
        f"<style>{STYLE}</style><h1>syncline</h1><p>{escape(found['info']['description'])} "
        f'For programs: <a href="/openapi.json">/openapi.json</a>.</p>{"".join(calls)}</html>'
    )
    return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})


def _call(method: str, path: str, call: dict[str, Any], found: dict[str, Any]) -> str:
    opened = " or ".join(name for one in call["security"] for name in one) or "nothing"
    parts = [
        f"<p>{escape(call.get('description', ''))}</p><p>Opened by: {escape(opened)}</p>",
        _parameters(call.get("parameters", [])),
    ]
    if body := call.get("requestBody"):
        parts.append(f"<h3>Send</h3>{_example(body['content'], found)}")
    for status, reply in call["responses"].items():
        if status.startswith("2"):
            parts.append(f"<h3>{escape(status)}</h3>{_example(reply.get('content', {}), found)}")
    errors = ", ".join(status for status in call["responses"] if not status.startswith("2"))
    head = f'<code><span class="method">{method.upper()}</span>{escape(path)}</code>'
    return (
        f"<details><summary>{head} {escape(call['summary'])}</summary>{''.join(parts)}"
        f"<p>Problems: {escape(errors)}</p></details>"
    )


def _parameters(parameters: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code><td>{escape(one['in'])}"
        f"<td>{'needed' if one.get('required') else ''}<td>{escape(one.get('description', ''))}"
        for one in parameters
    )
    return f"<table>{rows}</table>" if rows else ""


def _example(content: dict[str, Any], found: dict[str, Any]) -> str:
    for described in content.values():
        value = described.get("example")
        if value is None:
            value = _of_schema(described.get("schema", {}), found)
        if value is not None:
            text = value if isinstance(value, str) else _pretty(value)
            return f"<pre>{escape(text)}</pre>"
    return ""


def _of_schema(schema: dict[str, Any], found: dict[str, Any]) -> Any:
    schema = next(iter(schema.get("anyOf", [])), schema)
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return next(iter(found["components"]["schemas"].get(name, {}).get("examples", [])), None)


def _pretty(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
