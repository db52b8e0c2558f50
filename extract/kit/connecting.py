"""The session with a provider, as patient and as slow as its connection's settings say."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from extract.kit.budget import Budget
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.http import Session
from extract.kit.settings import DELAY, RETRIES, TIMEOUT, number_of
from extract.kit.spec import Doors, Entity, Provider


def connected(provider: Provider, connection: Connection, doors: Doors) -> Session:
    """A session with the connection's account.

    Raises: ConfigError when a secret is missing or a setting cannot be used.
    """
    try:
        session = provider.connect(connection, doors)
    except (TypeError, ValueError, AttributeError) as error:
        raise _unusable(provider, connection, error) from error
    try:
        tune(session, connection.settings)
    except ConfigError as error:
        raise ConfigError(f"{provider.slug} (connection {connection.slug}): {error}") from None
    return session


def entities_of(provider: Provider, connection: Connection) -> tuple[Entity, ...]:
    """The entities of a connection: the provider's, or those that its settings make.

    Raises: ConfigError when a setting cannot be used.
    """
    try:
        return provider.chosen_by(connection)
    except (TypeError, ValueError, AttributeError) as error:
        raise _unusable(provider, connection, error) from error


def _unusable(provider: Provider, connection: Connection, error: Exception) -> ConfigError:
    """What is told of a setting of another kind than what is made of it."""
    return ConfigError(
        f"{provider.slug} (connection {connection.slug}): a setting cannot be used: {error}. "
        "Correct it."
    )


def tune(session: Session, settings: Mapping[str, Any]) -> None:
    """Sets on a session what `timeout_seconds`, `max_retries` and `delay_seconds` say.

    Raises: ConfigError for a value that is no such number.
    """
    spec = session.spec
    read_seconds = number_of(settings, TIMEOUT, spec.read_seconds)
    attempts, delay = spec.policy.attempts, number_of(settings, DELAY, 0)
    if RETRIES.name in settings:
        attempts = int(number_of(settings, RETRIES, 0)) + 1
    session.spec = replace(
        spec,
        read_seconds=read_seconds,
        policy=replace(spec.policy, attempts=attempts),
        budget=Delayed(spec.budget, delay) if delay else spec.budget,
    )


class Delayed:
    """A budget that also leaves so many seconds between two calls, whichever thread makes them."""

    def __init__(
        self,
        budget: Budget,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._budget, self._seconds = budget, seconds
        self._clock, self._sleep = clock, sleep
        self._turn = threading.Lock()
        self._next = clock()

    def acquire(self) -> None:
        """Blocks until the pause is over and one more call is within every rate."""
        with self._turn:
            if (left := self._next - self._clock()) > 0:
                self._sleep(left)
            self._budget.acquire()
            self._next = self._clock() + self._seconds
