"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.copernico.app import API_KEY, LOGIN, Copernico
from sandbox.copernico.crowd import crowd_server

if TYPE_CHECKING:
    from sandbox.servers import World

STATE_FILE = "copernico.sqlite"


def app(world: World) -> Any:
    """Copernico with what was pushed to it before, and the crowd that is asked for."""
    if world.crowd is None:
        server = Copernico(world.state / STATE_FILE, population=world.population)
    else:
        server = crowd_server(world.crowd, world.state / STATE_FILE)
    world.at_end.callback(server.close)
    return server.app


def connection(url: str) -> dict[str, Any]:
    """What the connection says: it is fed by RunSignUp, and volunteers are not timed."""
    return {
        "owner": "demo_timing",
        "settings": {
            "base_url": url,
            "registrations_url": f"{url}/race-registrations",
            "paced": False,
            "source": "demo_runsignup",
            "event_map": {"Volunteer": ""},
            "races": {"900101": "riverbend-spring-2026", "900102": "pine-ridge-2026"},
        },
        "secrets": {"api_key": API_KEY, "login": LOGIN},
    }
