"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.runsignup.app import KEY, SECRET, RunSignUp

if TYPE_CHECKING:
    from sandbox.servers import World


def app(world: World) -> Any:
    """RunSignUp with the registrations of the race."""
    return RunSignUp(world.population).app


def connection(url: str) -> dict[str, Any]:
    """What the connection says."""
    return {
        "owner": "demo_timing",
        "settings": {"base_url": f"{url}/rest", "paced": False},
        "secrets": {"api_key": KEY, "api_secret": SECRET},
    }
