"""Every provider's session is as patient and as slow as its connection says."""

from dataclasses import replace
from typing import Any

import pytest

from extract.kit.budget import Unlimited
from extract.kit.connecting import Delayed, connected
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.http import Session
from extract.kit.spec import Doors
from extract.providers import PROVIDERS

BLUE = PROVIDERS["nowrepblue"]
HERE = Connection("blue", "nowrepblue", "", {"base_url": "http://127.0.0.1:9"})


def session_with(**settings: Any) -> Session:
    """The session of a connection with those settings."""
    return connected(BLUE, replace(HERE, settings={**HERE.settings, **settings}), Doors())


def test_without_settings_a_session_is_as_its_provider_made_it() -> None:
    session = session_with()

    assert (session.spec.read_seconds, session.spec.policy.attempts) == (90.0, 6)
    assert isinstance(session.spec.budget, Unlimited)


def test_time_out_and_retries_are_the_connections_own() -> None:
    session = session_with(timeout_seconds=2.5, max_retries=0)

    assert (session.spec.read_seconds, session.spec.policy.attempts) == (2.5, 1)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"timeout_seconds": "hush"}, "timeout_seconds is a text. It has to be a number from 0.1"),
        ({"max_retries": -1}, "max_retries is -1. It has to be a whole number from 0 to 20"),
        ({"delay_seconds": True}, "delay_seconds is true. It has to be a number from 0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=rf"nowrepblue \(connection blue\): The setting {said}"):
        session_with(**settings)


class Watch:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def sleep(self, seconds: float) -> None:
        """Goes on by so many seconds."""
        self.slept.append(seconds)
        self.now += seconds


def test_between_two_calls_there_is_the_pause() -> None:
    watch = Watch()
    delayed = Delayed(Unlimited(), 0.5, lambda: watch.now, watch.sleep)

    delayed.acquire()
    delayed.acquire()
    watch.now += 0.2
    delayed.acquire()

    assert watch.slept == pytest.approx([0.5, 0.3])


def test_a_session_with_a_delay_asks_for_it_before_each_call() -> None:
    assert isinstance(session_with(delay_seconds=0.5).spec.budget, Delayed)
