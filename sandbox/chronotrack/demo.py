"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.chronotrack import access
from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.crowd import CrowdStore
from sandbox.chronotrack.roster import build_timed_roster

if TYPE_CHECKING:
    from sandbox.servers import World

# It ranks anew at each call, which takes a while with all of them.
FINISHERS = 600


def app(world: World) -> Any:
    """A timer's account with two events, or with the crowd that is asked for."""
    server = ChronoTrack(build_timed_roster(finishers=world.finishers or FINISHERS))
    if world.crowd is not None:
        server.store = CrowdStore(world.crowd)
    return server.app


def connection(url: str) -> dict[str, Any]:
    """What the connection says."""
    return {
        "owner": "demo_timing",
        "settings": {"base_url": f"{url}/api", "paced": False, "events": ["70101", "70102"]},
        "secrets": {
            "client_id": access.CLIENT_ID,
            "login": access.LOGIN,
            "password": access.PASSWORD,
        },
    }
