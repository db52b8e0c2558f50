"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.current_rms.app import API, SUBDOMAIN, TOKEN, CurrentRMS
from sandbox.current_rms.store import OPPORTUNITIES

if TYPE_CHECKING:
    from sandbox.servers import World


def app(world: World) -> Any:
    """A yard of its usual size, or with as many hires as a crowd has events."""
    return CurrentRMS(world.crowd.events if world.crowd else OPPORTUNITIES).app


def connection(url: str) -> dict[str, Any]:
    """What the connection says: where the API is, whose, and the invented token."""
    return {
        "owner": "demo_rentals",
        "settings": {"base_url": url + API, "subdomain": SUBDOMAIN},
        "secrets": {"api_key": TOKEN},
    }
