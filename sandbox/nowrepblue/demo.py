"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.nowrepblue.app import NowRepBlue

if TYPE_CHECKING:
    from sandbox.servers import World


def app(_world: World) -> Any:
    """An agency of its usual size."""
    return NowRepBlue().app


def connection(url: str) -> dict[str, Any]:
    """What the connection says: the public deployment asks for no secret."""
    return {"owner": "demo_agency", "settings": {"base_url": url}}
