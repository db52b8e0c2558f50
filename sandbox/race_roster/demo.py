"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.race_roster.app import CREDENTIALS, RaceRoster
from sandbox.race_roster.crowd import CrowdStore
from sandbox.race_roster.roster import build_roster

if TYPE_CHECKING:
    from sandbox.servers import World

PARTICIPANTS = 1_500


def app(world: World) -> Any:
    """A timer's account with a few events, or with the crowd that is asked for."""
    server = RaceRoster(build_roster(participants=world.finishers or PARTICIPANTS))
    if world.crowd is not None:
        server.store = CrowdStore(world.crowd)
    return server.app


def connection(url: str) -> dict[str, Any]:
    """What the connection says."""
    return {
        "owner": "demo_timing",
        "settings": {"base_url": f"{url}/api/v1", "paced": False},
        "secrets": dict(CREDENTIALS),
    }
