"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.haku.app import CLIENT_ID, CLIENT_SECRET, Haku
from sandbox.haku.crowd import CrowdStore

if TYPE_CHECKING:
    from sandbox.servers import World


def app(world: World) -> Any:
    """An organisation of its usual size, or with the crowd that is asked for."""
    server = Haku()
    if world.crowd is not None:
        server.store = CrowdStore(world.crowd)
    return server.app


def connection(url: str) -> dict[str, Any]:
    """What the connection says."""
    return {
        "owner": "demo_timing",
        "settings": {
            "base_url": url,
            "token_url": f"{url}/oauth2/token",
            "time_zone": "America/Chicago",
            "paced": False,
        },
        "secrets": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
    }
