"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.resources_centre.app import API_KEY, ResourcesCentre

if TYPE_CHECKING:
    from sandbox.servers import World


def app(_world: World) -> Any:
    """A centre of its usual size."""
    return ResourcesCentre().app


def connection(url: str) -> dict[str, Any]:
    """What the connection says: where the centre is, and the invented key."""
    return {
        "owner": "demo_events",
        "settings": {"base_url": url},
        "secrets": {"api_key": API_KEY},
    }
