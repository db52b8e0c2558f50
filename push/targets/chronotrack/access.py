"""The session with a ChronoTrack account, which says who it is in each call's query."""

import hashlib
import re
from urllib.parse import urlsplit

from extract.kit.budget import Budget
from extract.kit.connection import Connection
from extract.kit.http import RetryPolicy, Session, SessionSpec
from push.targets.chronotrack import assumed, reading

BASE_URL = "https://api.chronotrack.com/api"
# Copied from the real one every night, so that an id of theirs means another record the next day.
TEST_HOSTS = frozenset({"qa-api.chronotrack.com", "api-test.chronotrack.com"})
DIGEST = re.compile("[0-9a-fA-F]{40}")


def keeps_ids(session: Session) -> bool:
    """Whether an id of the provider's own is good for longer than today."""
    return urlsplit(session.spec.base_url).hostname not in TEST_HOSTS


def open_session(connection: Connection, budget: Budget) -> Session:
    """A session that says who it is in each call's query.

    Raises: ConfigError when a secret is missing.
    """
    settings = connection.settings
    client, login = connection.secret("client_id"), connection.secret("login")
    password = connection.secret("password")
    # The provider's own scheme, which knows no other.
    hashed = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()
    sent = password.lower() if DIGEST.fullmatch(password) else hashed
    return Session(
        SessionSpec(
            base_url=str(settings.get("base_url", BASE_URL)).rstrip("/"),
            provider="chronotrack",
            connection=connection.slug,
            secrets=(client, login, password, sent),
            params={"client_id": client, "format": "json", "user_id": login, "user_pass": sent},
            check=reading.check,
            policy=RetryPolicy(**settings.get("retry", {})),
            budget=budget,
            read_seconds=assumed.READ_SECONDS,
            connections=assumed.PARALLEL,
            hides_queries=True,
        )
    )
