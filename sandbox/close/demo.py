"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.close.app import API, API_KEY, Close

if TYPE_CHECKING:
    from sandbox.servers import World


def app(_world: World) -> Any:
    """An organization of its usual size."""
    return Close().app


def connection(url: str) -> dict[str, Any]:
    """What the connection says: where the API is, and the invented key."""
    return {
        "owner": "demo_sales",
        "settings": {"base_url": url + API},
        "secrets": {"api_key": API_KEY},
    }
