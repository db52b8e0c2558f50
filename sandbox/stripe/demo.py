"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.access import RESTRICTED
from sandbox.stripe.app import Stripe

if TYPE_CHECKING:
    from sandbox.servers import World


def app(_world: World) -> Any:
    """An account of its usual size."""
    return Stripe().app


def connection(url: str) -> dict[str, Any]:
    """What the connection says: a key that may only read."""
    settings = {"base_url": url, "paced": False}
    return {"owner": "demo_revenue", "settings": settings, "secrets": {"api_key": RESTRICTED}}
