"""Calls to a ChronoTrack server as a client that signs in with login and password."""

import hashlib
from typing import Any

import urllib3

from sandbox.chronotrack import access
from tests.sandbox.client import Client

HASHED = hashlib.sha1(access.PASSWORD.encode(), usedforsecurity=False).hexdigest()
HARBOR, TEN_MILE, FIVE_K = "70101", "201501", "201502"
FIRST, SECOND, THIRD = "5500001", "5500002", "5500003"


def timer_client(pool: urllib3.PoolManager, url: str) -> Client:
    """A client with the account's login in its query."""
    query = {"client_id": access.CLIENT_ID, "user_id": access.LOGIN, "user_pass": HASHED}
    return Client(pool, url, query, {})


def rows(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    """The rows of the only list in an answer."""
    (found,) = client.get(f"/api{path}", **query).values()
    return list(found)
