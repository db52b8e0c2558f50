"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.runsignup.app import KEY, SECRET, RunSignUp
from sandbox.runsignup.crowd import crowd_store

if TYPE_CHECKING:
    from sandbox.servers import World


def app(world: World) -> Any:
    """RunSignUp with the registrations of the race, or with the crowd that is asked for."""
    if world.crowd is None:
        return RunSignUp(world.population).app
    server = RunSignUp(world.crowd.empty())
    server.store = crowd_store(world.crowd)
    return server.app


def connection(url: str) -> dict[str, Any]:
    """What the connection says."""
    return {
        "owner": "demo_timing",
        "settings": {"base_url": f"{url}/rest", "paced": False},
        "secrets": {"api_key": KEY, "api_secret": SECRET},
    }
